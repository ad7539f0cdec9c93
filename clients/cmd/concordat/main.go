// Command concordat reads a Concordat ledger, speaks on it, and proves what it
// says, for people at a terminal and for scripts.
//
// Every command is a noun and a verb: concordat vote cast GM-2015-012 for. What
// it prints on standard output is the answer; talk goes to standard error. With
// --json the answer is the API's own. Exit codes say what happened: 0 done or
// verified, 1 a verification failed, 2 used wrongly or could not run, 3 not
// proven, 4 refused by the rules, 5 out of date or in conflict, 6 not allowed.
//
// What the server says about who is bound to what is the server's word; that it
// keeps one history is checked on every visit, and that it followed the rules is
// what verify checks, without it.
package main

import (
	"context"
	"encoding/base64"
	"errors"
	"os"
	"os/signal"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"concordat/server/api"
)

// commands is every command there is.
type commands struct {
	globals

	Key         keyCommands         `cmd:"" help:"make keys, add and end them"`
	Login       loginCommand        `cmd:"" help:"log in, for what only people with a role may read"`
	Logout      logoutCommand       `cmd:"" help:"end the log-in that is kept here"`
	Session     sessionCommands     `cmd:"" help:"see where you are logged in, and end it"`
	Calendar    calendarCommands    `cmd:"" help:"have the board's dates in a calendar"`
	Message     messageCommands     `cmd:"" help:"see what there is to tell people by e-mail, and which e-mails you get"`
	Status      statusCommand       `cmd:"" help:"show what is open, what is due and who you are"`
	Party       partyCommands       `cmd:"" help:"read about the parties"`
	Mou         mouCommands         `cmd:"" help:"read, write and check memoranda of understanding (MoU)"`
	Motion      motionCommands      `cmd:"" help:"read, move and open motions"`
	Meeting     meetingCommands     `cmd:"" help:"call meetings, record what is done at them, read minutes"`
	Plan        planCommands        `cmd:"" help:"read and publish the forward plan"`
	Action      actionCommands      `cmd:"" help:"follow up what meetings set"`
	Requisition requisitionCommands `cmd:"" help:"ask for a meeting, as a member"`
	Impact      impactCommands      `cmd:"" help:"state what a motion costs each party, and answer for one"`
	Vote        voteCommands        `cmd:"" help:"vote on a motion"`
	Decision    decisionCommands    `cmd:"" help:"read decisions, and ratify them"`
	Obligation  obligationCommands  `cmd:"" help:"read who owes what to whom, and say what was paid"`
	Leave       leaveCommands       `cmd:"" help:"show what leaving would come to"`
	Duty        dutyCommands        `cmd:"" help:"record that duties are done"`
	Commitment  commitmentCommands  `cmd:"" help:"commit as a lead, within its limits"`
	Balance     balanceCommands     `cmd:"" help:"agree balances with other parties"`
	Fund        fundCommands        `cmd:"" help:"read pooled funds, and account for them"`
	Gate        gateCommands        `cmd:"" help:"record what must come before a decision"`
	Dispute     disputeCommands     `cmd:"" help:"raise, read and settle disputes"`
	Role        roleCommands        `cmd:"" help:"appoint people to offices of the board"`
	Seat        seatCommands        `cmd:"" help:"give seats to board members, and leave them"`
	Deputy      deputyCommands      `cmd:"" help:"appoint deputies to seats"`
	Authority   authorityCommands   `cmd:"" help:"record what a governing body approved beforehand"`
	Figure      figureCommands      `cmd:"" help:"record published figures"`
	Interest    interestCommands    `cmd:"" help:"declare interests, and rule on them"`
	Text        textCommands        `cmd:"" help:"read personal texts, which stand outside the ledger, and order them erased"`
	Preview     previewCommand      `cmd:"" help:"show what would follow from votes, without casting any"`
	Paper       paperCommands       `cmd:"" help:"keep papers beside the ledger, and read them"`
	Entry       entryCommands       `cmd:"" help:"read entries of the ledger"`
	Receipt     receiptCommands     `cmd:"" help:"check a receipt, offline"`
	Witness     witnessCommands     `cmd:"" help:"name the witnesses that cosign what the ledger publishes, and be one"`
	Checkpoint  checkpointCommands  `cmd:"" help:"show and compare what vouches for the whole ledger"`
	Founding    foundingCommands    `cmd:"" help:"sign the founding of a new ledger"`
	Recovery    recoveryCommands    `cmd:"" help:"record that a ledger has lost entries, and accept it"`
	LogKey      logKeyCommands      `cmd:"" help:"change the key that signs for the whole ledger, and accept it"`
	Export      exportCommand       `cmd:"" help:"copy the whole ledger to a file or folder"`
	Verify      verifyCommand       `cmd:"" help:"audit a whole ledger, offline"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	code := run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string) int {
	cli := &commands{}
	parsed, err := cli.parse(args)
	s := &session{globals: cli.globals, ctx: ctx, terminal: newTerminal(cli.NoColor, cli.NoInput)}
	if err != nil {
		s.say("%s", strings.NewReplacer(`"`, "", mark, "").Replace(err.Error()))
		s.say("see %s", helpFor(err))
		return api.ExitCouldNot
	}
	if err := parsed.Run(s); err != nil {
		return s.fail(err)
	}
	return api.ExitDone
}

// parse reads a command line into cli.
func (cli *commands) parse(args []string) (*kong.Context, error) {
	parser, err := kong.New(cli,
		kong.Name("concordat"),
		kong.Description("Keep, read and prove what independent bodies decided together."),
		kong.Help(printHelp),
		kong.Writers(os.Stdout, os.Stderr),
		kong.KindMapper(reflect.String, kong.MapperFunc(unmark)),
	)
	if err != nil {
		panic(err) // the grammar above is at fault
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	return parser.Parse(marked(args))
}

// mark stands before a value that begins with a hyphen: no argument of a program has it.
const mark = "\x00"

// marked tells thumbprints and ids from flags: one in 64 begins with a hyphen, which is a
// letter of theirs, and nobody who copies one knows that a flag would need "=" before it
// and an argument "--".
func marked(args []string) []string {
	args = slices.Clone(args)
	for n, arg := range args {
		if len(arg) == 43 && arg[0] == '-' { // base64url of 32 bytes
			if _, err := base64.RawURLEncoding.DecodeString(arg); err == nil {
				args[n] = mark + arg
			}
		}
	}
	return args
}

// unmark is how a string is read, whatever was marked.
func unmark(ctx *kong.DecodeContext, target reflect.Value) error {
	var value string
	if err := ctx.Scan.PopValueInto("string", &value); err != nil {
		return err
	}
	target.SetString(strings.TrimPrefix(value, mark))
	return nil
}

// helpFor is the command whose help is about where parsing stopped.
func helpFor(err error) string {
	var p *kong.ParseError
	if errors.As(err, &p) && p.Context != nil {
		for i := len(p.Context.Path) - 1; i >= 0; i-- {
			if n := p.Context.Path[i].Command; n != nil {
				return n.FullPath() + " --help"
			}
		}
	}
	return "concordat --help"
}
