package web

// textPage is one that says the same to everybody; its words are in its template.
type textPage struct{ layout }

func text(name, title string) (page, error) {
	return &textPage{layout{page: name, Title: title}}, nil
}

func helpShow(*visit) (page, error)          { return text("help", "Help") }
func provedShow(*visit) (page, error)        { return text("proved", "What is and is not proved") }
func accessibilityShow(*visit) (page, error) { return text("accessibility", "Accessibility statement") }
