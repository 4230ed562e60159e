import io.github.flaremaven.cloudflare.it.ItProject

ItProject.of(binding.variables).copy('maker', 'some/where else/maker')
return true
