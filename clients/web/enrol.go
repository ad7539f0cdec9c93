package web

import "concordat/server/api"

// enrolPage is where somebody who was invited makes a passkey. What invites them stands
// behind # in the address, which no server sees: the page's script asks the API with it.
type enrolPage struct {
	layout
	Open, Send string // the API's paths
}

func enrolShow(*visit) (page, error) {
	return &enrolPage{layout: layout{page: "enrol", Title: "Make your passkey"}, Open: api.PathEnrolment, Send: api.PathEnrol}, nil
}
