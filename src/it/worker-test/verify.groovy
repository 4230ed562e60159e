import groovy.xml.XmlSlurper
import io.github.flaremaven.cloudflare.it.ItHttp
import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
def started = new File(basedir, 'target/cloudflare/started')
def leftovers = { new File(basedir, 'target/cloudflare').list().findAll { it.startsWith('test-') } }

def summary = new XmlSlurper().parse(new File(basedir, 'target/failsafe-reports/failsafe-summary.xml'))
assert summary.completed == 5
assert summary.errors == 0 && summary.failures == 0 && summary.skipped == 1
def start = project.result('start')
assert start.worker == 'worker-test-dev'
assert start.environment == 'development'
assert start.url ==~ 'http://127\\.0\\.0\\.1:\\d+'
assert start.seeds == [kv: 1, r2: 1]
assert !started.exists() : 'stop removes the state'
assert leftovers().empty
assert !project.hasState() : 'the embedded Cloudflare of cloudflare:local is left alone'

// Nothing changed, so nothing is written anew; tests that are skipped need no Worker.
def again = project.maven().run('verify', '-DskipITs')
assert again.log.contains("Unchanged: ${basedir}/target/generated-test-sources/cloudflare/com/example/Env.java")
assert again.log.contains('Not started, because integration tests are skipped')

// A build that is killed in the middle of its tests leaves no process, and the next one starts.
project.maven().start('verify', '-Dkilled=true', '-Dit.test=KilledIT').withCloseable { build ->
    build.waitUntil('a test that waits', { new File(basedir, 'target/waiting').exists() })
    def second = project.maven().tryRun('cloudflare:start', '-Denv=dev')
    assert second.exit == 1
    assert second.failures*.message[0].startsWith("another process runs the Worker for its tests in $started (process ")
    assert build.kill() > 5 : 'the JVM of the tests, and two workerd with their watches'
}
assert started.exists()
def next = project.maven().run('cloudflare:start', 'cloudflare:stop', '-Denv=dev', '-Dcloudflare.start.healthPath=/health')
assert next.log.contains('Stopped')
assert !started.exists()

// What keeps the Worker from its tests is one sentence.
def failure = { String... arguments ->
    def build = project.maven().tryRun('cloudflare:start', '-Denv=dev', *arguments)
    assert build.exit == 1
    assert !started.exists()
    build.failures*.message[0]
}
assert failure('-Dcloudflare.start.healthPath=/nowhere') ==
        'the Worker worker-test-dev is not healthy: /nowhere answers 404 Not found'
project.write('src/test/cloudflare/kv/MCP_CASH.json', '{}')
assert failure() == "the seed $basedir/src/test/cloudflare/kv/MCP_CASH.json is for a binding \"MCP_CASH\" to a " +
        'KV namespace, and the Worker has MCP_CACHE; did you mean "MCP_CACHE"?'
new File(basedir, 'src/test/cloudflare/kv/MCP_CASH.json').delete()
project.replace('src/worker.js', 'const CACHE_SECONDS = 60;', 'const CACHE_SECONDS = undefined.seconds;')
assert failure().contains("Cannot read properties of undefined (reading 'seconds')")

// A binding that is renamed is a compile error in the tests.
project.replace('wrangler.toml', 'MCP_CACHE', 'CACHE')
def renamed = project.maven().tryRun('verify')
assert renamed.exit == 1
assert renamed.log.contains('EnvIT.java')
assert renamed.log.contains('symbol:   variable MCP_CACHE')
