/** What needs the Maven session: settings.xml, proxies, artifacts, the reactor. */
@NullMarked
package io.github.flaremaven.cloudflare.maven;

import org.jspecify.annotations.NullMarked;
