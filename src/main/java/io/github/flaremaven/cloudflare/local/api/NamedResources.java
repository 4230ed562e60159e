package io.github.flaremaven.cloudflare.local.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import io.github.flaremaven.cloudflare.local.state.Resources.Kind;
import java.util.List;
import java.util.Optional;

/** A kind of resource that has little but a name: list, make, show, delete. */
final class NamedResources {
    private static final int MOST_ON_PAGE = 1000;
    private static final int ON_PAGE = 100;

    private final Platform platform;
    private final Style style;

    /**
     * How the API treats the kind.
     *
     * @param path below the account
     * @param idField field of the id that the account gives; the name's field when the name is the id
     * @param nameField field of the name, in requests too
     * @param unknown the error for one that does not exist
     * @param taken the error for a name that exists
     */
    record Style(Kind kind, String path, String idField, String nameField, ApiError unknown, ApiError taken) {
        boolean nameIsId() {
            return idField.equals(nameField);
        }
    }

    NamedResources(Platform platform, Style style) {
        this.platform = platform;
        this.style = style;
    }

    void register(ApiRoutes routes) {
        String all = "/accounts/{account}" + style.path();
        routes.add("GET", all, this::list);
        routes.add("POST", all, this::create);
        routes.add("GET", all + "/{id}", c -> ApiReply.ok(require(c.parameter("id"))));
        routes.add("DELETE", all + "/{id}", this::delete);
    }

    /**
     * By id, or by name.
     *
     * @throws ApiError the one of the kind
     */
    ObjectNode require(String id) {
        return platform.resources().find(style.kind(), id).or(() -> named(id)).orElseThrow(style::unknown);
    }

    private Optional<ObjectNode> named(String name) {
        return platform.resources().find(style.kind(), style.nameField(), name);
    }

    private ApiReply list(ApiCall call) {
        Optional<String> name = call.queryValue("name");
        List<ObjectNode> all = platform.resources().all(style.kind()).stream()
                .filter(r -> name.isEmpty()
                        || name.get().equals(r.path(style.nameField()).asText()))
                .toList();
        return Paging.of(call, ON_PAGE, MOST_ON_PAGE).reply(all, r -> r);
    }

    private ApiReply create(ApiCall call) {
        ObjectNode body = call.jsonObject();
        String name = Json.text(body, style.nameField())
                .filter(n -> !n.isEmpty())
                .orElseThrow(() -> ApiError.invalid("The request must have \"" + style.nameField() + "\"."));
        return platform.exclusively(() -> {
            if (named(name).isPresent()) {
                throw style.taken();
            }
            String id = style.nameIsId() ? name : Platform.newId();
            ObjectNode resource = Json.object().put(style.idField(), id);
            resource.setAll(body);
            resource.put("created_at", platform.now().toString());
            return ApiReply.ok(platform.resources().put(style.kind(), id, resource));
        });
    }

    private ApiReply delete(ApiCall call) {
        String id = require(call.parameter("id")).path(style.idField()).asText();
        platform.resources().remove(style.kind(), id);
        return ApiReply.ok();
    }
}
