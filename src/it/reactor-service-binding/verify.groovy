import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
['frontend', 'backend'].each { assert project.resultOf(it, 'deploy').worker == it }
project.serve().withCloseable { cloudflare ->
    assert cloudflare.workers.toSet() == ['frontend', 'backend'].toSet()
    assert cloudflare.get('frontend', '/').json == [total: 11]
}
