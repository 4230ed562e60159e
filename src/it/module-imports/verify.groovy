import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
project.serve().withCloseable { cloudflare ->
    assert cloudflare.get('module-imports', '/?a=40&b=2').json == [greeting: 'Grüße aus einer Datei\n', sum: 42]
    assert cloudflare.get('module-imports', '/page').body == '<h1>Imported</h1>\n'
}
