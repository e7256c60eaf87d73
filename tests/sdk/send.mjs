// What an application with @segment/analytics-node does: identify, group, page, track and alias, then flush.
import { Analytics } from '@segment/analytics-node'

const [host, writeKey] = process.argv.slice(2)
const analytics = new Analytics({ writeKey, host, path: '/v1/batch', flushAt: 5 })
const failures = []
analytics.on('error', (error) => failures.push(error))

const who = { anonymousId: 'node-browser', userId: 'node-user' }
const timestamp = new Date('2026-11-01T12:00:00Z')
analytics.identify({ ...who, messageId: 'node-1', timestamp, traits: { email: 'Node@Example.com', firstName: 'Nora' } })
analytics.group({ ...who, messageId: 'node-2', timestamp, groupId: 'node-group', traits: { name: 'Node Works' } })
analytics.page({ ...who, messageId: 'node-3', timestamp, name: 'Pricing' })
analytics.track({ ...who, messageId: 'node-4', timestamp, event: 'Order Completed', properties: { total: 99 },
  context: { groupId: 'node-group' } })
analytics.alias({ userId: 'node-user', previousId: 'node-before', messageId: 'node-5', timestamp })
await analytics.closeAndFlush({ timeout: 20000 })
if (failures.length) {
  console.error(failures)
  process.exit(1)
}
