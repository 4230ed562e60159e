import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables).inside('Größe & Maß/日本')
assert new File(project.result('bundle').archive).isFile()
project.serve().withCloseable { cloudflare ->
    assert cloudflare.get('paths', '/').body == 'Grüße an 日本'
    assert cloudflare.get('paths', '/eine%20%C3%9Cbersicht.txt').body == 'Überblick'
}
