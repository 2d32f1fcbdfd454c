// oauth2-mock-server as a service: it issues the tokens and checks PKCE; here is what it leaves out: accounts, refresh tokens
// that are good once, and faults on demand. Prints its port, then obeys PUT /control.
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { OAuth2Server } from 'oauth2-mock-server'

const oauth = new OAuth2Server(undefined, undefined, { endpoints: { authorize: '/authorize', token: '/api/token' } })
await oauth.issuer.keys.generate('RS256')

const state = { lives: 3600, grace: false, lose: 0, refuse: 0, iss: null, deny: null, asked: [] }
const owners = new Map() // access token: client id
const fresh = new Map() // refresh token: client id
const spent = new Map()

oauth.service.on('beforeResponse', (answer, request) => {
  const { grant_type, client_id, refresh_token } = request.body
  state.asked.push(grant_type)
  if (grant_type === 'refresh_token') {
    const known = fresh.get(refresh_token) ?? (state.grace ? spent.get(refresh_token) : undefined)
    if (state.refuse > 0 || known !== client_id) {
      answer.statusCode = 400
      answer.body = { error: 'invalid_grant', error_description: 'canary of the service' }
      return
    }
    fresh.delete(refresh_token)
    spent.set(refresh_token, client_id)
  }
  // Two of one second are the same otherwise.
  answer.body.access_token += `~${randomUUID()}`
  answer.body.expires_in = state.lives
  owners.set(answer.body.access_token, client_id)
  fresh.set(answer.body.refresh_token, client_id)
})

oauth.service.on('beforeAuthorizeRedirect', ({ url }) => {
  if (state.iss) url.searchParams.set('iss', state.iss)
  if (state.deny) {
    url.searchParams.delete('code')
    url.searchParams.set('error', state.deny)
  }
})

const server = http.createServer((request, response) => {
  const path = new URL(request.url, 'http://a').pathname
  if (path === '/control') return control(request, response)
  if (path === '/me') return me(request, response)
  if (path === '/api/token' && state.lose > 0) {
    // What was asked is done; that it was is never heard.
    state.lose -= 1
    response.end = () => request.socket.destroy()
  }
  oauth.service.requestHandler(request, response)
})

function me(request, response) {
  const owner = owners.get((request.headers.authorization ?? '').replace('Bearer ', ''))
  response.writeHead(owner ? 200 : 401, { 'content-type': 'application/json' })
  response.end(JSON.stringify(owner ? { id: owner, display_name: `The one of ${owner}` } : { error: { status: 401 } }))
}

async function control(request, response) {
  let text = ''
  for await (const part of request) text += part
  if (text) Object.assign(state, JSON.parse(text))
  response.end(JSON.stringify(state))
}

server.listen(0, '127.0.0.1', () => {
  oauth.issuer.url = `http://127.0.0.1:${server.address().port}`
  console.log(server.address().port)
})
process.stdin.on('end', () => process.exit(0)).resume()
