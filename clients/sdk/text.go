package sdk

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"concordat/ledger"
	"concordat/server/api"
)

// KeepText has the server keep a personal text, with a salt made here, and gives the
// digest for the statement that is to name it. What no statement names within an hour
// may be dropped, and is when the next text is put.
func (c *Client) KeepText(ctx context.Context, text string) (ledger.Digest, error) {
	var salt [32]byte
	rand.Read(salt[:])
	if err := ledger.CheckText(text); err != nil {
		return "", api.NewProblem(ledger.CodeMalformed, err.Error())
	}
	digest, err := ledger.TextDigest(salt, text)
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(api.KeepText{Salt: base64.RawURLEncoding.EncodeToString(salt[:]), Text: text})
	if err != nil {
		return "", err
	}
	var kept api.KeptText
	err = c.authorised(ctx, func(token string) error {
		return c.ask(ctx, http.MethodPost, api.PathTexts, api.TypeJSON, body, token, &kept)
	})
	if err == nil && kept.Digest != digest {
		err = fmt.Errorf("the server kept another text than the one that was sent: its digest is %s", kept.Digest)
	}
	return digest, err
}

// Text reads one personal text, and refuses another than the one that its digest names.
// One that was erased has no text.
func (c *Client) Text(ctx context.Context, d ledger.Digest) (v api.Text, err error) {
	if err := c.get(ctx, api.Fill(api.PathText, string(d)), nil, &v); err != nil {
		return v, err
	}
	if v.Digest != d {
		return v, fmt.Errorf("the server sent the text %s for the text %s", v.Digest, d)
	}
	return v, checkText(v)
}

// Texts lists personal texts, each held against its digest; filter is the query of the
// route.
func (c *Client) Texts(ctx context.Context, filter url.Values) (api.List[api.Text], error) {
	all, err := list[api.Text](ctx, c, api.PathTexts, filter)
	for _, v := range all.Items {
		if err == nil {
			err = checkText(v)
		}
	}
	return all, err
}

func checkText(v api.Text) error {
	if v.Text == "" {
		return nil
	}
	salt, err := base64.RawURLEncoding.DecodeString(v.Salt)
	if err == nil && len(salt) == 32 {
		var d ledger.Digest
		if d, err = ledger.TextDigest([32]byte(salt), v.Text); err == nil && d == v.Digest {
			return nil
		}
	}
	return fmt.Errorf("the server sent another text than the one with the digest %s, which entry %d names", v.Digest, v.Entry)
}
