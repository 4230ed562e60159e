import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
project.copy('pom.xml', 'Größe & Maß/日本/pom.xml')
project.write('Größe & Maß/日本/.mvn/.gitkeep', '')
project.write('Größe & Maß/日本/wrangler.toml', '''
name = "paths"
main = "src/wörker one.js"
compatibility_date = "2026-05-01"

[assets]
directory = "öffentlich"
binding = "ASSETS"
''')
project.write('Größe & Maß/日本/src/wörker one.js', '''
import text from "./grüße an alle.txt";
export default { fetch: () => new Response(text) };
''')
project.write('Größe & Maß/日本/src/grüße an alle.txt', 'Grüße an 日本')
project.write('Größe & Maß/日本/öffentlich/eine Übersicht.txt', 'Überblick')
return true
