package verify

import (
	"fmt"
	"strings"
)

// Question is one of the five, as every report of an audit asks it: the program, the page
// that checks a file, a decision's evidence and the help.
type Question struct {
	ID    string `json:"id"`
	Asks  string `json:"asks"`
	Holds string `json:"holds"` // the same as what holds, for a table
	Means string `json:"means"`
	IfNot string `json:"if_not"` // what it would mean if it fails
}

// Questions are the five, in their order.
var Questions = []Question{
	{Integrity, "Has anything been altered?", "Nothing has been altered", "Each record carries a fingerprint. Change a letter and it no longer matches.", "Somebody changed a stored record after it was made."},
	{Votes, "Did these people vote this way?", "The votes are genuine", "Each vote was approved with a key that was enrolled for that person, such as the passkey on their own device.", "The record differs from what the person signed."},
	{Results, "Does the result follow the rules?", "The result follows the rules", "The MoU rules in force that day are run again on the same votes.", "The published result is not what the rules give."},
	{Inclusion, "Is it in the ledger, in this place?", "It is in the ledger", "Nothing can be slipped in or out without changing every later page code.", "This file does not belong to that ledger."},
	{Witnesses, "Did others see the same ledger?", "Others saw the same ledger", "Others signed the same page code on that day.", "The ledger may have been shown differently to different people."},
}

// titles are what holds, by question.
var titles = func() map[string]string {
	m := map[string]string{}
	for _, q := range Questions {
		m[q.ID] = q.Holds
	}
	return m
}()

// Failure is what a code means to somebody who is no programmer, and what to do about it.
type Failure struct {
	Code     Code   `json:"code"`
	Says     string `json:"says"`
	Means    string `json:"means"`
	Serious  string `json:"serious"`
	Innocent string `json:"innocent"` // causes that are nobody's fault
	Do       string `json:"do"`
	Avoid    string `json:"avoid"`
}

// Aspect is one part of a failure, under the words that it goes by everywhere.
type Aspect struct{ Key, Words string }

// Aspects are its parts, in their order.
func (f Failure) Aspects() []Aspect {
	return []Aspect{{"What it means", f.Means}, {"How serious it is", f.Serious}, {"How it can come about innocently", f.Innocent}, {"What to do", f.Do}, {"What not to do", f.Avoid}}
}

const (
	tell   = "Tell the chair of the board and your audit lead before anyone else."
	refuse = "By no slip of a person: the ledger refuses such a statement when it is sent. A fault in the program that wrote this ledger could lead to it."
)

// Failures are all codes, in the order in which the help tells of them.
var Failures = []Failure{
	{Altered, "A record has been changed since it was made",
		"A record is not as it was when it was recorded, or it is not in its place. Its fingerprint no longer matches.",
		"Very serious. Rely on nothing in this file until it is explained.",
		"The file was damaged on its way: cut short, saved again by another program, or changed by a mail filter.",
		"Ask for the file again, if you can from another party, and check that one. If it fails in the same way, keep both. " + tell,
		"Do not repair or delete the file, and do not contact the person whose record it is."},
	{Missing, "Something that should be here is not",
		"Entries are not in this file, or something that had to follow from an entry was never recorded.",
		"Serious. What was left out may be what matters.",
		"The file was cut short when it was copied, or was made from a copy that was not whole.",
		"Ask for a new file. If the same is missing from it, ask another party for its own copy. " + tell,
		"Do not take the rest for complete because it looks so."},
	{Gap, "The ledger skips a number",
		"Each key numbers what it signs. A number is skipped or used twice, so that a statement was left out or put in.",
		"Very serious. Somebody may have removed what a person signed.",
		refuse,
		"Keep the file. Ask another party for its own copy and check that. " + tell,
		"Do not ask the person to sign again: that would not fill the gap, and would warn whoever made it."},
	{UnknownKey, "Signed with a key that nobody enrolled",
		"Something is signed with a key of which the ledger has no record, so nobody can tell whose it is.",
		"Very serious if it is a vote or a statement. If it is the key that you trust, it may be no more than a mix-up.",
		"You were given the key of another ledger, or one from before the log’s key was changed.",
		"Ask an officer of a party for the log’s key again, in person or by telephone, and compare its code. If it is right, keep the file. " + tell,
		"Do not take the key from this file and trust it because it then fits."},
	{RevokedKey, "Signed after this key was withdrawn",
		"Something is signed with a key that had been withdrawn before, so its holder may not have signed it.",
		"Very serious. A key is withdrawn when a device is lost or a person leaves.",
		refuse,
		"Keep the file. Look when the key was withdrawn, and by whom, in the entry that is named. " + tell,
		"Do not contact the person named, and do not take the statement out yourself."},
	{Signature, "The record differs from what the person signed",
		"The signature does not belong to this record. What was recorded was changed after it was signed, or the person named never signed it.",
		"As serious as can be. Somebody may have been given a vote that is not theirs.",
		"By no slip of a person. If the file was damaged on its way, its fingerprints fail as well: ask for it again.",
		"Keep the file. " + tell + " They can ask the person for the receipt that they were given when they signed.",
		"Do not contact the person named, and do not ask them to sign again."},
	{Late, "Recorded when voting was not open",
		"A vote was recorded before voting had opened or after it had closed.",
		"Serious if the result would be another without it.",
		refuse,
		"Keep the file. Look whether the result turns on this vote. " + tell,
		"Do not take the vote out of the count yourself: what it means for the result is for the board to say."},
	{RulesDiffer, "The rules give something else than the record says",
		"The rules of the MoU that were in force that day, asked again about the same votes and facts, do not give what is recorded.",
		"Very serious. The result that was published, or an amount, may not be what the MoU gives.",
		"Another version of the program works something out in another way. The report names the versions.",
		"Check it once more with the version of the program that the ledger names, and see which rule differs. If it is the same, " + lowerFirst(tell),
		"Do not pay, stop paying or act by the figure that you think is right."},
	{Fork, "Two histories of this ledger",
		"Somebody saw, signed or kept another history of this ledger than the one that is here.",
		"As serious as can be. Different people may have been shown different records.",
		"The server was put back from an older copy, which its own records would say.",
		"Look whether both are of the same ledger, by its name and its founding code. If they are, keep both: together they are the proof. " + tell,
		"Do not throw away the older file or code, and do not ask the operator alone which one is right."},
	{KeptCode, "The page code that you typed is not the one here",
		"You typed a page code and how many entries it is of. After so many entries the ledger that is here had another code.",
		"Nobody can tell yet. Most often a character or the number was copied with a slip, and nothing is the matter. If both are right, it is as serious as can be: there are two histories of this ledger.",
		"A character was misread, the number is that of another code, or the code is of another ledger. Nothing in a page code shows that it was copied with a slip.",
		"First compare the code, letter by letter, and the number of entries, with what you have them from; or have somebody else who kept them read theirs out. Only if they are right, keep your note and what is here: together they are the proof. Then t" + tell[1:],
		"Do not accuse anybody before you have compared it. Do not throw your note away, and do not ask the operator alone which one is right."},
	{Old, "True when it was made, and newer records exist",
		"What is here is an earlier state of the ledger. Entries were added since, and none of them is in this file.",
		"Not by itself if it is a file: what was decided may have been varied, ended or disputed since. If a server answers with it, very serious: it was put back, or entries are kept from you.",
		"Any file that was made some time ago is older than the ledger. A server has no such excuse.",
		"Ask for a file that is made now, if you need to know how it stands today. If it came from a server, keep both what it answers now and what you kept from before. " + tell,
		"Do not take it for today’s state, and do not throw away what you kept from before."},
	{Unsupported, "Made by a newer version of the program",
		"Something here is written in a way that this program does not know yet, so it was not checked.",
		"Not by itself. It is not known to be right or wrong.",
		"The ledger’s server was brought up to date before your program was.",
		"Get the newest version of the program, or of this page, and check the file again.",
		"Do not take what was not checked for verified."},
	{BadCheckpoint, "The page code is not signed as it should be",
		"The page code, which stands for all entries together, is not of this ledger or is not signed by the log’s key.",
		"Very serious. Without it nobody can tell which ledger this is.",
		"You were given the key of another ledger, or one from before the log’s key was changed; or parts of two copies were put together.",
		"Ask an officer of a party for the log’s key again, in person or by telephone. If it is right, ask for a new file. If that fails in the same way, keep both. " + tell,
		"Do not check it without a key, only to see it pass."},
	{BadCosignature, "A countersignature is not its signer’s",
		"A line that stands in the name of a witness was not made by that witness.",
		"Very serious. Somebody made it up, or changed what was signed.",
		"The file was damaged on its way. Then other checks fail as well.",
		"Ask the witness which page codes it has signed, and keep the file. " + tell,
		"Do not count the other countersignatures and leave it at that."},
	{BadTile, "The steps to the page code do not fit",
		"The fingerprints that lie between the entries and the page code are missing or wrong. The entries themselves may be right.",
		"Serious. Until it is put right nobody can show that an entry has its place.",
		"The file was cut short, or was made while the ledger grew by something other than this program.",
		"Ask for a new file and check that. If it fails in the same way, keep both. " + tell,
		"Do not work the missing part out yourself and put it in."},
	{BadBlob, "The rules are missing or are not those that are named",
		"The rules of the MoU that an entry names are not in this file, or the file has others in their place.",
		"Serious. Nobody can tell from this file whether a result follows the rules.",
		"The copy was not whole.",
		"Ask for a new file, or for the rules by the code that is named. If other rules stand in their place again, keep both files. " + tell,
		"Do not put today’s rules in their place: the rules of that day count."},
	{Extra, "Something is here that does not belong here",
		"There is a file, or a part of one, that nothing in the ledger asks for.",
		"Seldom serious. It could be there to be taken for a part of the record.",
		"A computer has put a file of its own beside the others, such as Thumbs.db or .DS_Store.",
		"Look at what is named. If it is of your own computer, take it out of a copy and check that copy. Otherwise ask where it comes from.",
		"Do not believe what it says: nobody signed it."},
	{NotCanonical, "It is not written in the one way",
		"What is here cannot be read as a record or a file of this ledger, which has one way only of being written.",
		"Serious if it is one record. If it is the whole file, you most likely have the wrong one.",
		"You chose a file of another kind, or it was cut short or saved again by another program.",
		"Check that you have the right file, as it was given to you, and ask for it again if not. If one record fails in a file that is otherwise right, keep it. " + tell,
		"Do not open it in another program and save it: that changes it."},
}

// What is said where a page code that somebody typed, and that could be one, is not the one
// that is here; %d is in how many of its 12 characters.
const (
	CodeNear = "Yours and this one differ in %d of 12 characters: most likely by a slip, for two histories hardly ever have codes so much alike."
	CodeFar  = "Yours and this one have little in common. The number of entries may be that of another code, or the code of another ledger; or there are two histories of this one."

	// CodeNearest is in how many characters codes differ that are so much alike. To have
	// two histories agree in the 9 others takes 2^45 tries.
	CodeNearest = 3
)

// CodesApart says how far a page code that somebody typed is from the one that is here.
func CodesApart(typed, here string) string {
	n := 0
	for i := range min(len(typed), len(here)) {
		if typed[i] != here[i] {
			n++
		}
	}
	if n > CodeNearest {
		return CodeFar
	}
	return fmt.Sprintf(CodeNear, n)
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// Failure is what the code means.
func (c Code) Failure() Failure {
	for _, f := range Failures {
		if f.Code == c {
			return f
		}
	}
	return Failure{Code: c, Says: string(c)}
}

// failures are what the codes of faults mean, each once, in the order of the faults. Those
// that may only follow from others say nothing of their own.
func failures(faults []Fault) (list []Failure) {
	told := map[Code]bool{}
	for _, f := range faults {
		if !f.Follows && !told[f.Code] {
			told[f.Code] = true
			list = append(list, f.Code.Failure())
		}
	}
	return list
}
