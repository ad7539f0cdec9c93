package example

import (
	"testing"
	"time"
)

func TestFound(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			if err := Found(t.TempDir()+"/data", name, time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)); err != nil {
				t.Fatal(err)
			}
		})
	}
}
