package ledger

import (
	"fmt"
)

// Duties, such as a lead's quarterly reports: when each time is due, and that it
// was done.

// DutyDone says that a duty was done, one of the times that it is due.
type DutyDone struct {
	Obligation string `json:"obligation"`
	Period     Date   `json:"period,omitempty"` // the day by which this time is due; none where it is due once
	On         Date   `json:"on"`
	Paper      *Paper `json:"paper,omitempty"` // that shows it, such as the report
}

// DutyFacts is a duty with the times that it is due, up to the first that is still
// to come and not done.
type DutyFacts struct {
	Every string     `json:"every"` // once, or how often as the terms name it
	Until Date       `json:"until,omitempty"`
	Next  Date       `json:"next,omitempty"` // the first time that it is not done
	Late  int64      `json:"late"`           // how many times have passed and are not done
	Times []DutyTime `json:"times"`
}

// DutyTime is one time that a duty is due.
type DutyTime struct {
	Due   Date  `json:"due"`
	Done  Date  `json:"done,omitempty"`
	Late  bool  `json:"late"` // done after the day, or not done although it has passed
	Entry int64 `json:"entry,omitempty"`
}

// months are those between two times that a duty is due; of any other word its
// first day alone is known.
var months = map[string]int{"month": 1, "quarter": 3, "half_year": 6, "year": 12}

func (b *DutyDone) shape(s *shape) {
	s.discharge(b.Obligation, 1, b.On, "", "")
	if b.Period != "" {
		s.date("period", b.Period)
	}
	s.evidence(b.Paper)
}

func (b *DutyDone) sentence(p Payload, n Names) string {
	said := fmt.Sprintf("%s says that it did the duty %s on %s", n.PartyName(p.Party), b.Obligation, b.On.InWords())
	if b.Period != "" {
		said += ", as it had to by " + b.Period.InWords()
	}
	return shown(said, b.Paper)
}

func (b *DutyDone) against(v View, st *Signed, q *Question, day Date) error {
	if err := speaks(st); err != nil {
		return err
	}
	return v.needObligation(&q.Input, b.Obligation, day)
}

func (b *DutyDone) apply(s *State, q *Question, index int64) {
	p := &q.Signed.Payload
	s.event(b.Obligation, ObligationEvent{Kind: p.Kind, Party: p.Party, On: b.On, Entry: index, Period: b.Period, Paper: b.Paper})
}

// dutyFacts is a duty on a day. How often it is due stands with the lead that owes
// it, in the motion that appointed the lead.
func (v View) dutyFacts(o Obligation, size int64, day Date) *DutyFacts {
	f := &DutyFacts{Every: "once"}
	if m, _ := v.Motion(o.Decision); m.Lead != nil {
		for _, d := range m.Lead.Duties {
			if d.What == o.What && d.First == o.Due {
				f.Every, f.Until = d.Every, m.Lead.Until
				break
			}
		}
	}
	for _, stop := range o.stopsBy(size, day) { // who leaves does it to the day of leaving
		if f.Until == "" || stop.On < f.Until {
			f.Until = stop.On
		}
	}
	done := map[Date]ObligationEvent{}
	for _, e := range o.Events {
		if e.Kind == KindDutyDone && e.Entry < size && e.On <= day {
			if e.Period == "" {
				e.Period = o.Due
			}
			done[e.Period] = e
		}
	}
	for due, n := o.Due, 1; ; n++ {
		e, is := done[due]
		f.Times = append(f.Times, DutyTime{Due: due, Done: e.On, Entry: e.Entry})
		if months[f.Every] == 0 || n == MaxTimes || due > day && !is {
			break
		}
		if due = o.Due.after(n * months[f.Every]); f.Until != "" && due > f.Until {
			break
		}
	}
	for i := range f.Times {
		t := &f.Times[i]
		t.Late = t.Done > t.Due || t.Done == "" && t.Due < day
		if t.Done == "" {
			if f.Next == "" {
				f.Next = t.Due
			}
			if t.Late {
				f.Late++
			}
		}
	}
	return f
}

// Duty is a duty as it stands on a day, by what had been recorded in the first size
// entries; nil of what is no duty.
func (v View) Duty(o Obligation, size int64, day Date) *DutyFacts {
	if o.Kind != "duty" {
		return nil
	}
	return v.dutyFacts(o, size, day)
}

func (f *DutyFacts) status() string {
	switch {
	case f.Late > 0:
		return ObligationOverdue
	case f.Next == "":
		return ObligationDutyDone
	}
	return ObligationDue
}

// before is the day before.
func (d Date) before() Date {
	y, m, day := number(string(d[:4])), number(string(d[5:7])), number(string(d[8:]))-1
	if day == 0 {
		if m--; m == 0 {
			y, m = y-1, 12
		}
		day = daysIn(y, m)
	}
	return Date(fmt.Sprintf("%04d-%02d-%02d", y, m, day))
}

// after is the same day some months later, or the last of a month that has no such day.
func (d Date) after(months int) Date {
	y, m, day := number(string(d[:4])), number(string(d[5:7]))-1+months, number(string(d[8:]))
	y, m = y+m/12, m%12+1
	return Date(fmt.Sprintf("%04d-%02d-%02d", y, m, min(day, daysIn(y, m))))
}
