import io.github.flaremaven.cloudflare.it.ItHttp
import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
def worker = 'in-development'
def startDev = {
    def dev = project.maven().start('cloudflare:dev', '-Dcloudflare.port=0', '-Dcloudflare.apiPort=0')
    dev.waitForLog('Ready in')
    return dev
}
def reloads = { dev -> (dev.log() =~ /Reloaded in \d+ ms \(bundle \d+, workerd \d+\)/).count }
def port = { dev -> (dev.log() =~ /http:\/\/localhost:(\d+)/)[0][1] as int }

startDev().withCloseable { dev ->
    def workers = new ItHttp(port(dev))
    assert workers.get(worker, '/').json == [version: 1, colour: 'red', url: 'http://shop.example/']

    project.replace('src/index.js', 'version: 1', 'version: 2')
    dev.waitUntil('the first reload', { reloads(dev) == 1 })
    assert workers.get(worker, '/').json.version == 2

    project.replace('src/index.js', 'export default {', 'export default {{')
    dev.waitForLog('The last good version goes on')
    assert dev.log().contains('✘ src/index.js:1:17: ')
    assert workers.get(worker, '/').json.version == 2
    project.replace('src/index.js', 'export default {{', 'export default {')

    project.write('.dev.vars', 'COLOUR=green\n')
    dev.waitUntil('the second reload', { reloads(dev) == 2 })
    assert workers.get(worker, '/').json.colour == 'green'

    assert workers.get(worker, '/boom').status == 500
    dev.waitForLog('    at Object.fetch (src/index.js:4:13)')
    assert dev.log().contains('✘ Error: as asked')

    project.maven().run('cloudflare:versions', '-Dcloudflare.local')
    assert project.result('versions').versions.size() == 2

    def second = project.maven().tryRun('cloudflare:dev', '-Dcloudflare.port=0', '-Dcloudflare.apiPort=0')
    assert second.exit == 1
    assert second.failures*.message[0].startsWith("the embedded Cloudflare of $basedir/.cloudflare is running already")
    project.maven().run('cloudflare:versions', '-Dcloudflare.local')

    assert dev.kill() > 0 : 'workerd ran'
}

startDev().withCloseable { dev ->
    assert new ItHttp(port(dev)).get(worker, '/').json.version == 2
    assert dev.stop() > 0
}
