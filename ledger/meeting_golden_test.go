package ledger

// meetingSamples holds a body of every kind about meetings, with every optional
// field in use.
func meetingSamples() map[string]any {
	floor := sampleMotion()
	floor.Text = append(floor.Text, "That it be reviewed after a year.")
	first, second := sampleMotion(), sampleMotion()
	first.Ref, first.Title = "GM-2015-004", "The fourth site"
	second.Ref, second.Title, second.Text = "GM-2015-005", "Its review", floor.Text[1:]
	roll := []RollSeat{{"00V-1", "00V", 1}, {"00W-1", "00W", 196572}}
	hands := []Hand{{"00V-1", "bury-member", ChoiceFor, nil}, {"00W-1", "central-member", ChoiceFor, nil}}
	chosen := []Hand{{"00V-1", "bury-member", "Two sites", []string{"Three sites"}}, {"00W-1", "central-member", ChoiceAbstain, nil}}
	agenda := []AgendaItem{
		{Item: "1", Title: "Minutes of the last meeting", Minutes: "GM-2015-M02"},
		{Item: "2", Title: "Stepping Hill as the fourth site", Motion: "GM-2015-003"},
		{Item: "3", Title: "Urgent decision on winter beds", Reports: "GM-2015-001"},
		{Item: "4.1", Title: "A provider's prices", Private: "Commercial terms of a provider", Release: "2016-04-01"},
	}
	meeting := Meeting{
		Ref: "GM-2015-M03", Title: "Committees in common", Starts: "2015-07-15T17:00:00.000Z", Place: "The town hall, Manchester", Of: []string{"00V", "00W"}, Items: agenda,
		Requisition: digest("requisition"),
	}
	evidence := Paper{"Report of the review", digest("report")}
	return map[string]any{
		KindForwardPlanPublished: ForwardPlanPublished{"2015-07-01", "2015-10-31", []PlanItem{
			{"Stepping Hill as the fourth site", "acute-surgery", "2015-07-15", "GM-2015-003", ""},
			{"Prices of a provider", "acute-surgery", "2015-09-16", "", "Commercial terms of a provider"},
		}},
		KindMeetingRequisitioned: MeetingRequisitioned{"00V-1", []string{"Beds in winter", "The fourth site"}, []string{"GM-2015-003"}},
		KindRequisitionJoined:    RequisitionJoined{digest("requisition"), "00W-1"},
		KindMeetingCalled:        meeting,
		KindAgendaAmended:        meeting,
		KindAttendanceRecorded: AttendanceRecorded{"GM-2015-M03", []Attendee{
			{"bury-member", "00V-1", AttendsAsMember, []Absence{{"2", "2015-07-15T17:20:00.000Z", "2015-07-15T17:40:00.000Z"}, {"4.1", "2015-07-15T18:00:00.000Z", ""}}},
			{"central-deputy", "00W-1", AttendsAsDeputy, nil}, {"central-member", "00W-1", AttendsWithApologies, nil}, {"adviser", "", AttendsInAttendance, nil},
		}, []Presiding{{"bury-member", nil}, {"central-deputy", []string{"2", "4.1"}}}},
		KindItemNoted:                        ItemNoted{"GM-2015-M03", "2", []string{"The hospital's medical director answered questions.", "Members thanked the public for 400 letters."}},
		KindItemDeferred:                     ItemDeferred{"GM-2015-M03", "4.1", "GM-2015-M04", "The provider's figures came too late to be read"},
		KindItemReleased:                     ItemReleased{"GM-2015-M03", "4.1", "2016-02-01"},
		KindPointRuled:                       PointRuled{"GM-2015-M03", "2", "Whether the amendment goes beyond the notice", "It does not: it adds a review"},
		KindAmendmentMoved:                   AmendmentMoved{"GM-2015-M03", "2", digest("text"), "00W-1", floor},
		KindAmendmentPut:                     AmendmentPut{"GM-2015-M03", "2", "GM-2015-003", digest("amendment"), roll, []Hand{{"00V-1", "bury-member", ChoiceFor, nil}, {"00W-1", "central-member", ChoiceAgainst, nil}}, false, OutcomeNotCarried},
		KindAmendmentPut + " (without vote)": AmendmentPut{"GM-2015-M03", "2", "GM-2015-003", digest("amendment"), roll, hands, true, OutcomeCarried},
		KindMotionDivided:                    MotionDivided{"GM-2015-M03", "2", "GM-2015-003", digest("text"), []Motion{first, second}},
		KindHandsShown: HandsShown{"GM-2015-M03", "2", "GM-2015-003", "Stepping Hill as the fourth site", digest("text"), digest("impact"), nil, roll, digest("rules"),
			[]Hand{{"00V-1", "bury-member", ChoiceFor, nil}, {"00W-1", "central-member", ChoiceAgainst, nil}}, false, ChoiceFor},
		KindHandsShown + " (options)":      HandsShown{"GM-2015-M03", "2", "GM-2015-003", "Stepping Hill as the fourth site", digest("text"), "", []string{"Two sites", "Three sites"}, roll, digest("rules"), chosen, false, ""},
		KindHandsShown + " (without vote)": HandsShown{"GM-2015-M03", "2", "GM-2015-003", "Stepping Hill as the fourth site", digest("text"), "", nil, roll, digest("rules"), hands, true, ""},
		KindHandConfirmed:                  HandConfirmed{"GM-2015-003", digest("shown"), "00V-1", ChoiceFor, nil, ""},
		KindHandConfirmed + " (order)":     HandConfirmed{"GM-2015-003", digest("shown"), "00V-1", "Two sites", []string{"Three sites", "One site"}, "Two sites"},
		KindHandConfirmed + " (casting)":   HandConfirmed{Motion: "GM-2015-003", Shown: digest("shown"), Casting: ChoiceFor},
		KindHandDenied:                     HandDenied{"GM-2015-003", digest("shown"), "00V-1", "It showed no hand: its member had left"},
		KindActionSet:                      ActionSet{"GM-2015-M03/01", "GM-2015-M03", "2", "Bring a timetable of the review", "00V", "", "2015-09-01"},
		KindActionSet + " (person)":        ActionSet{"GM-2015-M03/02", "GM-2015-M03", "2", "Write to the hospital", "", "secretary", "2015-09-01"},
		KindActionClosed:                   ActionClosed{"GM-2015-M03/01", "done", "The timetable was sent to members", &evidence},
		KindConditionMet:                   ConditionMet{"GM-2015-003", 1, evidence, "2015-08-31"},
		KindNoticePublished:                NoticePublished{"GM-2015-003", digest("notice"), "The board's website", "2015-09-01"},
		KindMeetingEnded:                   MeetingEnded{"GM-2015-M03", "2015-07-15T19:05:00.000Z"},
		KindMinutesApproved: MinutesApproved{"GM-2015-M03", "GM-2015-M04", digest("minutes"), []MinutedHands{
			{"GM-2015-003", digest("shown"), map[string]int64{ChoiceFor: 9, ChoiceAgainst: 2, ChoiceAbstain: 1}, nil, ""}, {"GM-2015-006", digest("shown again"), map[string]int64{"Two sites": 7, "Three sites": 5}, nil, ""},
		}},
		KindMinutesApproved + " (casting)": MinutesApproved{"GM-2015-M03", "", digest("minutes"), []MinutedHands{
			{"GM-2015-006", digest("shown"), map[string]int64{"Two sites": 6, "Three sites": 6}, map[string][]string{"00V-1": {"Three sites"}}, "Two sites"},
		}},
	}
}
