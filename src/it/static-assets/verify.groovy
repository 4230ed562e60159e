import io.github.flaremaven.cloudflare.it.ItProject

def project = ItProject.of(binding.variables)
project.serve().withCloseable { cloudflare ->
    def get = { path -> cloudflare.get('static-assets', path) }
    assert get('/').body == '<h1>Home</h1>\n'
    assert get('/').header('content-type').startsWith('text/html')
    def guide = get('/docs/guide')
    assert guide.body == '<h1>Guide</h1>\n'
    assert guide.header('x-docs') == 'yes'
    assert get('/docs/guide.html').with { [status, header('location')] } == [307, '/docs/guide']
    assert get('/old').with { [status, header('location')] } == [301, '/docs/guide']
    assert get('/draft.txt').with { [status, body] } == [404, '<h1>Not here</h1>\n'] : '.assetsignore keeps it at home'
    assert get('/api/anything').json == [worker: '/api/anything']
    assert get('/api/file-size').json == [size: 15]
}
