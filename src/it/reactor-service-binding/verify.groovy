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
