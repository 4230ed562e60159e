import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
project.serve().withCloseable { cloudflare ->
    assert cloudflare.get('java-worker', '/roman/2026').json == [number: 2026, roman: 'MMXXVI']
    assert cloudflare.get('java-worker', '/roman/4000').json == [error: 'a number from 1 to 3999 is needed']
    assert cloudflare.get('java-worker', '/roman/many').status == 400
    assert cloudflare.get('java-worker', '/').status == 404
}
