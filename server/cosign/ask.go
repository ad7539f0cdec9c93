package cosign

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"concordat/ledger/merkle"
)

// failure is why a witness has not cosigned.
type failure struct {
	state State
	words string
}

func (f *failure) Error() string { return f.words }

func failed(s State, format string, args ...any) error {
	return &failure{s, fmt.Sprintf(format, args...)}
}

// target is the checkpoint of a round.
type target struct {
	merkle.Checkpoint
	signed []byte
}

// ask has one witness cosign t, given the size that it is believed to have cosigned
// last; if it names another, it is asked once more from there. It gives that size
// even if it fails.
func (c *Cosigner) ask(ctx context.Context, key merkle.CosignerKey, at string, t target, old int64) (s merkle.Cosignature, last int64, err error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	for again := range 2 {
		proof, err := merkle.ProveConsistency(merkle.HashReader(c.log.Tile, t.Size), old, t.Size)
		if err != nil {
			return s, old, failed(Unreachable, "no proof can be made for it: %v", err)
		}
		status, kind, body, err := c.post(ctx, at, merkle.Submission{Old: old, Proof: proof, Checkpoint: t.signed}.Text())
		if err != nil {
			return s, old, err
		}
		switch {
		case status == http.StatusOK:
			s, err := c.read(key, t, body)
			if err == nil {
				old = t.Size
			}
			return s, old, err
		case status == http.StatusConflict && kind == merkle.TypeSize:
			size, err := merkle.ParseSizeText(body)
			switch {
			case err != nil:
				return s, old, failed(Invalid, "it answers 409 with a size that is none")
			case size > t.Size:
				return s, old, failed(Disputed, "it has cosigned %d entries of this log, which now shows %d: the log may have been put back to an older copy", size, t.Size)
			case size == old && old == t.Size: // of one size, as earlier versions of the text have it
				return s, old, failed(Disputed, "it has cosigned another tree of %d entries: the log may have been forked", old)
			case size == old:
				return s, old, failed(Invalid, "it answers 409 with the size that it was asked with, %d", size)
			case again > 0:
				return s, size, failed(Unreachable, "it is being asked by another as well")
			}
			old = size
		case status == http.StatusConflict, status == http.StatusUnprocessableEntity:
			return s, old, failed(Disputed, "it says that this log of %d entries does not continue the %d that it cosigned: the log may have been forked", t.Size, old)
		case status == http.StatusNotFound:
			return s, old, failed(Refusing, "it does not know this log")
		case status == http.StatusForbidden:
			return s, old, failed(Refusing, "it knows this log by another key: if the log's was changed, whoever runs it gives it the new one")
		case status == http.StatusTooManyRequests, status >= 500:
			return s, old, failed(Unreachable, "it answers %d", status)
		default:
			return s, old, failed(Refusing, "it answers %d", status)
		}
	}
	panic("cosign: a third question")
}

// read finds the witness's cosignature in its answer.
func (c *Cosigner) read(key merkle.CosignerKey, t target, body []byte) (merkle.Cosignature, error) {
	list, err := merkle.ReadCosignatures(t.Checkpoint, body, []merkle.CosignerKey{key})
	switch {
	case errors.Is(err, merkle.ErrSignature):
		return merkle.Cosignature{}, failed(Invalid, "its cosignature does not hold for this checkpoint")
	case err != nil:
		return merkle.Cosignature{}, failed(Invalid, "its answer is no cosignature")
	case len(list) == 0:
		return merkle.Cosignature{}, failed(Invalid, "its answer has no cosignature by its key")
	case list[0].Time > c.now().Add(aheadTime).Unix():
		return merkle.Cosignature{}, failed(Invalid, "its cosignature is of a time to come")
	}
	return list[0], nil
}

// post sends a submission and reads the answer, up to its bound. What went wrong is
// told without words of the witness's own.
func (c *Cosigner) post(ctx context.Context, at string, submission []byte) (status int, kind string, body []byte, err error) {
	u, err := url.Parse(at)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return 0, "", nil, failed(Refusing, "its address is no plain http or https URL")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(u.String(), "/")+"/add-checkpoint", bytes.NewReader(submission))
	if err != nil {
		return 0, "", nil, failed(Refusing, "its address is no URL")
	}
	req.Header.Set("Content-Type", "text/plain; charset=utf-8")
	res, err := c.client.Do(req)
	if err == nil {
		defer res.Body.Close()
		body, err = io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return 0, "", nil, failed(Unreachable, "it has not answered within %v", askTime)
	case err != nil:
		return 0, "", nil, failed(Unreachable, "it can't be reached, or breaks off")
	case len(body) > maxAnswer:
		return 0, "", nil, failed(Invalid, "its answer is longer than %d bytes", maxAnswer)
	}
	kind, _, _ = mime.ParseMediaType(res.Header.Get("Content-Type")) // none is no size
	return res.StatusCode, kind, body, nil
}

// newClient makes a client that goes where it was sent and nowhere else.
func newClient(rt http.RoundTripper) *http.Client {
	if rt == nil {
		rt = &http.Transport{
			Proxy:       http.ProxyFromEnvironment,
			DialContext: (&net.Dialer{Timeout: askTime / 2}).DialContext, TLSHandshakeTimeout: askTime / 2,
			MaxConnsPerHost: 2, MaxIdleConns: maxWitnesses, IdleConnTimeout: 90 * time.Second,
			MaxResponseHeaderBytes: maxAnswer, DisableCompression: true, ForceAttemptHTTP2: true,
		}
	}
	return &http.Client{Transport: rt, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}
