import io.github.flaremaven.cloudflare.it.ItHttp
import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
def worker = 'local-development'
def startLocal = {
    def local = project.maven().start('cloudflare:local', '-Dcloudflare.port=0', '-Dcloudflare.apiPort=0')
    local.waitForLog('end with Ctrl-C')
    return local
}
def port = { local -> (local.log() =~ /Workers: http:\/\/localhost:(\d+)/)[0][1] as int }
assert project.result('validate-config').environment == 'development' : '-Denv=local stands for it'

startLocal().withCloseable { local ->
    def workers = new ItHttp(port(local))
    project.maven().run('cloudflare:deploy', '-Denv=local')
    assert workers.get(worker, '/').json == [version: 1, stage: 'development', database: 'rehearsal']

    project.replace('src/index.js', 'version: 1', 'version: 2')
    project.maven().run('cloudflare:upload-version', '-Denv=local')
    def version = project.result('upload-version')
    assert version.previewUrl == "http://${version.versionId.take(8)}-${worker}.localhost:${port(local)}"
    assert workers.get("${version.versionId.take(8)}-${worker}", '/').json.version == 2
    assert workers.get(worker, '/').json.version == 1

    def second = project.maven().tryRun('cloudflare:local', '-Dcloudflare.port=0', '-Dcloudflare.apiPort=0')
    assert second.exit == 1
    assert second.failures*.message[0].startsWith("the embedded Cloudflare of $basedir/.cloudflare is running already")

    def faulted = project.maven().tryRun('cloudflare:deploy', '-Denv=local', '-Dcloudflare.local.faults=*=500')
    assert faulted.failures*.message[0].contains('give the faults to mvn cloudflare:local, or end it')

    def reset = project.maven().tryRun('cloudflare:local-reset')
    assert reset.failures*.message[0].startsWith("the embedded Cloudflare of $basedir/.cloudflare is running in the process")

    assert local.kill() > 0 : 'workerd ran'
}

startLocal().withCloseable { local ->
    assert new ItHttp(port(local)).get(worker, '/').json.version == 1
    assert local.stop() > 0
    assert !local.log().contains('secret')
}

project.replace('src/index.js', 'version: 2', 'version: 3')
def rehearsal = project.maven().run('cloudflare:deploy', '-Denv=local', '-Dcloudflare.local.faults=POST */deployments#1=cut-after')
assert rehearsal.log().contains('met the fault cut-after, done with 200')
assert rehearsal.log().contains('the connection broke while the deployment was made; the account says that it was made')

def reset = project.maven().run('cloudflare:local-reset')
assert reset.log().contains("Workers $worker")
assert !new File(basedir, '.cloudflare/state.json').exists()
assert project.result('local-reset').workers == [worker]
