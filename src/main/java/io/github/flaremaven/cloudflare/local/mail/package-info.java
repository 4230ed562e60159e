/** Mails that Workers send, and the form they have. */
@NullMarked
package io.github.flaremaven.cloudflare.local.mail;

import org.jspecify.annotations.NullMarked;
