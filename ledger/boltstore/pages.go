package boltstore

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// bbolt maps its file and takes what it finds there for granted: a page that is
// not what another says of it panics, sends it round in circles until the stack is
// full, or is a fault of memory, and so is a disk that can't read. The last two end
// the process. So this package reads for itself, a page at a time, and holds each
// page against what points to it; bbolt writes, over pages that were looked at.
//
// The layout is that of go.etcd.io/bbolt 1.5.0, internal/common (page.go, meta.go,
// bucket.go, inode.go); numbers have the byte order of the host.
//
//	page      8 bytes of its number, 2 of flags, 2 of how many elements follow, 4 of
//	          how many more pages its run has; then the elements, then keys and values
//	branch    4 bytes of where the key is, from here; 4 of its length; 8 of the child
//	leaf      4 bytes of flags; 4 of where the key is, from here; 4 of its length, 4
//	          of that of the value, which follows it
//	bucket    a value: 8 bytes of the page of its tree, 8 of a sequence; where the page
//	          is 0, a leaf follows
//	free list numbers of 8 bytes; the first is their count where that is 65,535 or more
//	meta      pages 0 and 1, by turns: magic, version, page size, flags of 4 bytes each,
//	          the root bucket, the page of the free list, how many pages there are, the
//	          transaction, FNV-1a of all that
const (
	headerSize  = 16 // of a page, an element and a bucket alike
	metaSize    = 64
	metaMagic   = 0xED0CDAED
	metaVersion = 2

	branchPage = 0x01
	leafPage   = 0x02
	listPage   = 0x10
	bucketRow  = 0x01

	noList   = ^uint64(0) // there is no free list in the file
	maxDepth = 32         // of a tree: no file is that large
)

var order = binary.NativeEndian

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...))
}

// state is what a file held after one transaction.
type state struct {
	r           io.ReaderAt
	pageSize    int64
	root        uint64 // page of the root bucket's tree
	list        uint64 // page of the free list, or noList
	pages       uint64 // in use and free
	transaction uint64
}

// latest finds the newest state of a file, as bbolt does.
func latest(r io.ReaderAt) (newest state, err error) {
	a, ok := stateAt(r, 0)
	for i := 0; i < 15 && !ok; i++ { // the page size is in the page that is sought
		a, ok = stateAt(r, 1024<<i)
	}
	for _, at := range []int64{0, a.pageSize} {
		if s, ok := stateAt(r, at); ok && s.pageSize == a.pageSize && (newest.r == nil || s.transaction > newest.transaction) {
			newest = s
		}
	}
	if newest.r == nil {
		return state{}, ErrFormat
	}
	return newest, nil
}

func stateAt(r io.ReaderAt, at int64) (s state, ok bool) {
	b := make([]byte, headerSize+metaSize)
	if _, err := r.ReadAt(b, at); err != nil {
		return state{}, false
	}
	b = b[headerSize:]
	sum := fnv.New64a()
	sum.Write(b[:metaSize-8])
	s = state{r, int64(order.Uint32(b[8:])), order.Uint64(b[16:]), order.Uint64(b[32:]), order.Uint64(b[40:]), order.Uint64(b[48:])}
	return s, order.Uint32(b) == metaMagic && order.Uint32(b[4:]) == metaVersion && order.Uint64(b[56:]) == sum.Sum64() &&
		s.pageSize >= 1024 && s.pageSize <= 16<<20 && s.pages < 1<<40
}

// page is a run of pages that are one, or what a small bucket has in its place.
type page struct {
	s     *state // nil for that of a small bucket
	id    uint64
	flags uint16
	count int64
	size  int64  // of the whole run
	data  []byte // of its first page
}

func (s *state) page(id uint64) (page, error) {
	if id < 2 || id >= s.pages {
		return page{}, damaged("page %d is none of %d", id, s.pages)
	}
	data := make([]byte, s.pageSize)
	if err := s.read(data, int64(id)*s.pageSize); err != nil {
		return page{}, err
	}
	more := order.Uint32(data[12:])
	if got := order.Uint64(data); got != id || uint64(more) >= s.pages-id {
		return page{}, damaged("page %d says that it is %d, with %d more", id, got, more)
	}
	return page{s, id, order.Uint16(data[8:]), int64(order.Uint16(data[10:])), (1 + int64(more)) * s.pageSize, data}, nil
}

func (s *state) read(b []byte, at int64) error {
	_, err := s.r.ReadAt(b, at)
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: no %d bytes at %d", ErrTruncated, len(b), at)
	}
	return err
}

// bytes are n bytes of the run.
func (p *page) bytes(at, n int64) ([]byte, error) {
	if n > p.size-at {
		return nil, damaged("page %d has no %d bytes at %d", p.id, n, at)
	}
	if at+n <= int64(len(p.data)) {
		return p.data[at : at+n], nil
	}
	b := make([]byte, n)
	return b, p.s.read(b, int64(p.id)*p.s.pageSize+at)
}

// row is an element of a page: of a branch with its child, of a leaf with its value.
type row struct {
	key    []byte
	child  uint64
	bucket bool
	p      *page
	at, n  int64 // of the value
}

func (r row) value() ([]byte, error) { return r.p.bytes(r.at, r.n) }

// rows are the elements of a branch or a leaf, in the order of their keys, of which the
// first is low, as the page above has it, and all are before high; nil is no bound.
// bbolt finds the place above by that first key when it writes the page anew.
func (p *page) rows(low, high []byte) ([]row, error) {
	first := low
	branch := p.flags == branchPage
	if !branch && p.flags != leafPage || branch && p.count == 0 || headerSize*(1+p.count) > p.size {
		return nil, damaged("page %d is of kind %x, with %d elements, where rows should be", p.id, p.flags, p.count)
	}
	all, end := make([]row, p.count), headerSize*(1+p.count)
	for i := range all {
		at := headerSize * int64(1+i)
		e, err := p.bytes(at, headerSize)
		if err != nil {
			return nil, err
		}
		r, n := row{p: p}, int64(0)
		if branch {
			at, n, r.child = at+int64(order.Uint32(e)), int64(order.Uint32(e[4:])), order.Uint64(e[8:])
		} else {
			r.bucket = order.Uint32(e)&bucketRow != 0
			at, n, r.n = at+int64(order.Uint32(e[4:])), int64(order.Uint32(e[8:])), int64(order.Uint32(e[12:]))
		}
		if at != end {
			return nil, damaged("the rows of page %d do not stand one after another", p.id)
		}
		if r.key, err = p.bytes(at, n); err != nil {
			return nil, err
		}
		if r.at, end = at+n, at+n+r.n; end > p.size {
			return nil, damaged("a value of page %d is longer than the page", p.id)
		}
		outside := bytes.Compare(r.key, low) < 0 || high != nil && bytes.Compare(r.key, high) >= 0
		if n == 0 || outside || i > 0 && bytes.Equal(r.key, low) {
			return nil, damaged("the keys of page %d are not in order, or not those that belong there", p.id)
		}
		all[i], low = r, r.key
	}
	if first != nil && (len(all) == 0 || !bytes.Equal(all[0].key, first)) {
		return nil, damaged("page %d does not begin with the key that the page above has of it", p.id)
	}
	// As many pages as bbolt gives to so many bytes, for with a page it frees its run.
	if p.s != nil && p.size != (end+p.s.pageSize-1)/p.s.pageSize*p.s.pageSize {
		return nil, damaged("page %d has %d bytes, and a run of %d", p.id, end, p.size)
	}
	return all, nil
}

// walk goes through a tree, from a key on. It yields the rows of leaves until yield
// says that it has enough, having told claim of every page.
type walk struct {
	from  []byte
	claim func(p *page) error
	yield func(r row) (more bool, err error)
}

func (w *walk) tree(p page, depth int, low, high []byte) (more bool, err error) {
	if w.claim != nil && p.s != nil {
		if err := w.claim(&p); err != nil {
			return false, err
		}
	}
	if depth > maxDepth {
		return false, damaged("page %d is its own child", p.id)
	}
	rows, err := p.rows(low, high)
	if err != nil {
		return false, err
	}
	for i, r := range rows {
		end := high
		if i+1 < len(rows) {
			end = rows[i+1].key
		}
		switch {
		case p.flags == leafPage && bytes.Compare(r.key, w.from) < 0, end != nil && bytes.Compare(end, w.from) <= 0:
			continue
		case p.flags == leafPage:
			more, err = w.yield(r)
		default:
			var child page
			if child, err = p.s.page(r.child); err == nil {
				more, err = w.tree(child, depth+1, r.key, end)
			}
		}
		if !more || err != nil {
			return false, err
		}
	}
	return true, nil
}

// bucket is the first page of a bucket's tree; ok is false if there is none.
func (s *state) bucket(name []byte) (first page, ok bool, err error) {
	root, err := s.page(s.root)
	if err != nil {
		return page{}, false, err
	}
	w := walk{from: name, yield: func(r row) (bool, error) {
		if ok = r.bucket && bytes.Equal(r.key, name); !ok {
			return false, nil
		}
		first, err = s.open(r)
		return false, err
	}}
	_, err = w.tree(root, 0, nil, nil)
	return first, ok, err
}

func (s *state) open(r row) (page, error) {
	v, err := r.value()
	if err != nil {
		return page{}, err
	}
	if len(v) < headerSize {
		return page{}, damaged("bucket %q has no page", r.key)
	}
	if id := order.Uint64(v); id != 0 {
		return s.page(id)
	}
	if v = v[headerSize:]; len(v) < headerSize || order.Uint16(v[8:]) != leafPage {
		return page{}, damaged("bucket %q has no page", r.key)
	}
	return page{flags: leafPage, count: int64(order.Uint16(v[10:])), size: int64(len(v)), data: v}, nil
}

// each yields the rows of a bucket from a key on.
func (s *state) each(bucket, from []byte, yield func(r row) (more bool, err error)) error {
	first, ok, err := s.bucket(bucket)
	if err == nil && !ok {
		err = damaged("there is no bucket %q", bucket)
	}
	if err != nil {
		return err
	}
	_, err = (&walk{from: from, yield: yield}).tree(first, 0, nil, nil)
	return err
}

// get is the value of a key. Whoever puts that key goes through the same pages.
func (s *state) get(bucket, key []byte) (value []byte, ok bool, err error) {
	err = s.each(bucket, key, func(r row) (bool, error) {
		if ok = bytes.Equal(r.key, key); ok {
			value, err = r.value()
		}
		return false, err
	})
	return value, ok, err
}

// look holds a file against what bbolt takes for granted when it opens it to write:
// that all pages are there, that each stands in one place of one tree, and that none
// of these is in the list of free ones, which the next commits overwrite. It reads
// the branches of the trees, which are few, and no leaf but those in front of a free
// page, whose run must end before that. A file without a free list is read whole,
// as bbolt will do.
func look(f *os.File) error {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 { // which bbolt makes a file of
		return err
	}
	s, err := latest(f)
	if err != nil {
		return err
	}
	if want := int64(s.pages) * s.pageSize; want > info.Size() {
		return fmt.Errorf("%w: %d bytes of %d", ErrTruncated, info.Size(), want)
	}
	if empty, err := s.known(); empty || err != nil {
		return err
	}
	c := newCensus(&s)
	if s.list == noList {
		return c.whole()
	}
	if err := c.list(); err != nil {
		return err
	}
	if err := c.branches(); err != nil {
		return err
	}
	return c.runs()
}

// known is ErrFormat for a file of another layout. One in which nothing was ever laid
// out is empty.
func (s *state) known() (empty bool, err error) {
	root, err := s.page(s.root)
	if err != nil || root.count == 0 && root.flags == leafPage {
		return err == nil, err
	}
	var found []byte
	if _, ok, err := s.bucket(meta); err != nil {
		return false, err
	} else if ok {
		if found, _, err = s.get(meta, formatKey); err != nil {
			return false, err
		}
	}
	if string(found) != format && string(found) != formatBefore {
		return false, fmt.Errorf("%w: it says %q, this program knows %q", ErrFormat, found, format)
	}
	return false, nil
}

// census says of each page what it is.
type census struct {
	s          *state
	used, free []bool // used: the first page of a run
}

func newCensus(s *state) census {
	return census{s, make([]bool, s.pages), make([]bool, s.pages)}
}

func (c *census) use(id uint64) error {
	if id < 2 || id >= c.s.pages || c.used[id] || c.free[id] {
		return damaged("page %d is none of %d, or in two places, or free", id, c.s.pages)
	}
	c.used[id] = true
	return nil
}

func (c *census) list() error {
	p, err := c.s.page(c.s.list)
	if err != nil {
		return err
	}
	at, n := int64(headerSize), p.count
	if n == 0xFFFF {
		first, err := p.bytes(at, 8)
		if err != nil {
			return err
		}
		at, n = at+8, int64(min(order.Uint64(first), c.s.pages))
	}
	ids, err := p.bytes(at, 8*n)
	if p.flags != listPage || err != nil {
		return damaged("page %d is no list of free pages", p.id)
	}
	for ; len(ids) > 0; ids = ids[8:] {
		id := order.Uint64(ids)
		if id < 2 || id >= c.s.pages || c.free[id] {
			return damaged("the list of free pages has page %d of %d, or has it twice", id, c.s.pages)
		}
		c.free[id] = true
	}
	return c.use(p.id)
}

// branches goes through all trees, down to the numbers of their leaves. Leaves stand
// at one depth in bbolt's trees.
func (c *census) branches() error {
	return c.trees(func(first page) error {
		depth := 0
		for p := first; p.flags == branchPage; depth++ {
			rows, err := p.rows(nil, nil)
			if err == nil {
				p, err = c.s.page(rows[0].child)
			}
			if depth > maxDepth {
				err = damaged("page %d is its own child", p.id)
			}
			if err != nil {
				return err
			}
		}
		if err := c.use(first.id); err != nil {
			return err
		}
		return c.below(first, depth, nil, nil)
	})
}

func (c *census) below(p page, depth int, low, high []byte) error {
	if depth == 0 {
		return nil
	}
	rows, err := p.rows(low, high)
	if err != nil {
		return err
	}
	if p.flags != branchPage {
		return damaged("page %d is no branch", p.id)
	}
	for i, r := range rows {
		if err := c.use(r.child); err != nil {
			return err
		}
		if depth == 1 {
			continue
		}
		end := high
		if i+1 < len(rows) {
			end = rows[i+1].key
		}
		child, err := c.s.page(r.child)
		if err != nil {
			return err
		}
		if err := c.below(child, depth-1, r.key, end); err != nil {
			return err
		}
	}
	return nil
}

// trees has fn go through the tree of each bucket; it goes through the root's itself,
// and through buckets that are so small that they stand in there.
func (c *census) trees(fn func(first page) error) error {
	root, err := c.s.page(c.s.root)
	if err != nil {
		return err
	}
	w := walk{claim: func(p *page) error { return c.use(p.id) }, yield: func(r row) (bool, error) {
		if !r.bucket {
			return false, ErrFormat
		}
		first, err := c.s.open(r)
		if err == nil && first.s == nil {
			_, err = first.rows(nil, nil)
		} else if err == nil {
			err = fn(first)
		}
		return true, err
	}}
	_, err = w.tree(root, 0, nil, nil)
	return err
}

// runs holds that no run of pages that is in use reaches into a free page.
func (c *census) runs() error {
	begin := uint64(0)
	for id := range c.s.pages {
		if c.used[id] {
			begin = id
		}
		if !c.free[id] || begin == 0 {
			continue
		}
		p, err := c.s.page(begin)
		if err != nil {
			return err
		}
		if begin+uint64(p.size/c.s.pageSize) > id {
			return damaged("page %d is free, and belongs to page %d", id, begin)
		}
		begin = 0 // whose run has ended
	}
	return nil
}

// whole goes through every page of every tree.
func (c *census) whole() error {
	use := func(p *page) error {
		for n := range uint64(p.size / c.s.pageSize) {
			if err := c.use(p.id + n); err != nil {
				return err
			}
		}
		return nil
	}
	return c.trees(func(first page) error {
		w := walk{claim: use, yield: func(r row) (bool, error) {
			if r.bucket {
				return false, ErrFormat
			}
			return true, nil
		}}
		_, err := w.tree(first, 0, nil, nil)
		return err
	})
}
