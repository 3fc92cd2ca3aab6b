// The whole way as an application in Node goes it, with openid-client (certified by the OpenID Foundation).
// Prints the address for the browser, reads from standard input where the browser was sent back, prints what it learnt.
import { createInterface } from 'node:readline/promises'

const client = await import(process.env.OPENID_CLIENT)
const [issuer, id, secret, back, gone] = process.argv.slice(2)
const config = await client.discovery(new URL(issuer), id, secret, undefined, { execute: [client.allowInsecureRequests] })

const verifier = client.randomPKCECodeVerifier()
const state = client.randomState(), nonce = client.randomNonce()
const location = client.buildAuthorizationUrl(config, {
  redirect_uri: back, scope: 'openid', state, nonce, acr_values: 'LoA2', max_age: '60',
  code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
})
console.log(location.href)

const lines = createInterface({ input: process.stdin })
const sent = new URL((await lines[Symbol.asyncIterator]().next()).value)
lines.close()
const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, maxAge: 60, idTokenExpected: true }
const tokens = await client.authorizationCodeGrant(config, sent, checks)
const claims = tokens.claims()
const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub)
const again = await client.authorizationCodeGrant(config, sent, checks).then(() => '', (error) => error.error)
const logout = client.buildEndSessionUrl(config, { post_logout_redirect_uri: gone, id_token_hint: tokens.id_token }).href
console.log(JSON.stringify({ claims, userinfo, again, logout }))
