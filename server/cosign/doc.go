// Package cosign asks witnesses to cosign what a log publishes, as in
// c2sp.org/tlog-witness.
//
// It works behind the log: what a witness does or fails to do never stops or delays
// a statement, a receipt or an answer. For each published checkpoint there is a
// round, in which every witness of the policy is asked for that same one, with a
// proof from what it last cosigned; while a round goes on the log may grow, and the
// next round takes the newest. Who does not answer is asked again later, each time
// after a longer pause.
//
// # What a witness can do
//
//	answer                          what is made of it
//	200 and its cosignature         published, if it verifies for this checkpoint
//	200 and anything else           nothing is published; state invalid
//	409 and a size                  asked once more, with the proof from there
//	409 and a size above the log's  state disputed: the log is behind what it showed
//	422, or 409 for the same size   state disputed: the log does not continue that
//	400, 403, 404, others below 500 state refusing
//	late, unreachable, 429, 5xx     state unreachable
//	more than its due               cut off; state invalid
//
// A disputed log is what a rolled-back or forked one looks like from outside, so
// that is said loudly: in the log of this process, to whoever asks whether the
// server is in order, and in the answer of the API. It is one witness's word: a
// dispute does not stop the log, or anybody could.
//
// The package does not choose witnesses: the policy is handed in, and asked for
// again with each round. On disk it keeps the newest checkpoint that had the
// cosignatures it needed, which is shown again after a start. Every witness is asked
// anew then, also one that has cosigned what is published: where the whole directory was
// put back to an older copy, that file with it, nobody else knows of it. Where the file was
// not, and says of more entries than the log has, or of others, it is put aside beside
// itself, and that is said as loudly as a dispute.
package cosign
