import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
def archives = ['maker', 'some/where else/maker'].collect { new File(basedir, "$it/target/cloudflare/production.zip").bytes }
assert archives[0] == archives[1]
project.serve().withCloseable { cloudflare ->
    assert cloudflare.get('bundle-artifact-production', '/').body == 'live: made once\n'
    assert cloudflare.get('bundle-artifact-production', '/file.txt').body == 'as a file\n'
}
