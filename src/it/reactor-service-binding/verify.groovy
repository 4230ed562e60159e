import io.github.flaremaven.cloudflare.it.ItHttp
import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
['frontend', 'backend'].each { assert project.resultOf(it, 'deploy').worker == it }
project.serve().withCloseable { cloudflare ->
    assert cloudflare.workers.toSet() == ['frontend', 'backend'].toSet()
    assert cloudflare.get('frontend', '/').json == [total: 11]
}

// The Worker for a module's tests has the other one beside it.
def start = ['cloudflare:start', 'cloudflare:stop', '-pl', 'frontend', '-Dcloudflare.start.healthPath=/'] as String[]
assert project.maven().run(start).log.contains('Started backend, which frontend is bound to')
assert project.resultOf('frontend', 'start').worker == 'frontend'
assert new File(basedir, 'backend/target/cloudflare/top-level').deleteDir()
def failed = project.maven().tryRun(start)
assert failed.failures*.message == ["the Worker backend is not bundled: there is no $basedir/backend/target/cloudflare/" +
        'top-level; run mvn cloudflare:bundle first']
def dev = project.maven().start('cloudflare:dev', '-Dcloudflare.port=0', '-Dcloudflare.apiPort=0')
dev.withCloseable {
    dev.waitForLog('Ready frontend in')
    assert !dev.log().contains('✘')
    def workers = new ItHttp((dev.log() =~ /http:\/\/localhost:(\d+)/)[0][1] as int)
    assert workers.get('frontend', '/').json == [total: 11]
    project.replace('backend/src/index.js', 'tea: 3', 'tea: 4')
    dev.waitForLog('Reloaded backend in')
    assert workers.get('frontend', '/').json == [total: 12]
    assert dev.stop() > 0
}
