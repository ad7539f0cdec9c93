package daemon

import (
	"context"
	"log/slog"
	"time"

	"concordat/clients/web"
	"concordat/clients/web/outbox"
	"concordat/ledger"
	"concordat/server"
)

// mailTime is how often it is looked whether there is something to tell. What there is
// rests on the ledger and its clock alone, so a time that was missed is made good.
const mailTime = time.Minute

// mail sends messages by itself until stop.
func (l *opened) mail(ctx context.Context, s *server.Server, post *outbox.Post, log *slog.Logger) (stop func()) {
	m := &web.Mailer{Messages: s.Messages, Post: post, Origin: l.site(), Log: log}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		wake := time.NewTicker(mailTime)
		defer wake.Stop()
		for {
			var at ledger.Time
			err := l.journal.Read(ctx, func(_ ledger.View, now ledger.Time) error {
				at = now
				return nil
			})
			if err == nil {
				err = m.Turn(ctx, at, time.Now())
			}
			if err != nil && ctx.Err() == nil {
				log.Error("messages are not sent at present", "cause", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-wake.C:
			}
		}
	}()
	return func() {
		cancel()
		<-done
	}
}
