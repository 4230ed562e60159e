package io.github.flaremaven.cloudflare.local.vectorize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.flaremaven.cloudflare.base.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** A vector with what belongs to it, in 32-bit floats as Vectorize keeps them. */
final class StoredVector {
    private final long mutation;
    private final String namespace;
    private final String metadata;
    private final float[] values;

    private StoredVector(long mutation, String namespace, String metadata, float[] values) {
        this.mutation = mutation;
        this.namespace = namespace;
        this.metadata = metadata;
        this.values = values;
    }

    /**
     * Reads what a client sends.
     *
     * @param mutation number of the change that brings it
     */
    static StoredVector read(JsonNode vector, long mutation) {
        return new StoredVector(
                mutation,
                Json.text(vector, "namespace").orElse(""),
                vector.path("metadata").isObject() ? Json.compact(vector.path("metadata")) : "",
                floats(vector.path("values")));
    }

    static float[] floats(JsonNode numbers) {
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = numbers.get(i).floatValue();
        }
        return floats;
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(mutation);
            out.writeUTF(namespace);
            out.writeUTF(metadata);
            out.writeInt(values.length);
            for (float value : values) {
                out.writeFloat(value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static StoredVector decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            long mutation = in.readLong();
            String namespace = in.readUTF();
            String metadata = in.readUTF();
            float[] values = new float[in.readInt()];
            for (int i = 0; i < values.length; i++) {
                values[i] = in.readFloat();
            }
            return new StoredVector(mutation, namespace, metadata, values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long mutation() {
        return mutation;
    }

    /** Empty when it is in none. */
    String namespace() {
        return namespace;
    }

    Optional<ObjectNode> metadata() {
        return metadata.isEmpty() ? Optional.empty() : Optional.of((ObjectNode) Json.parse(metadata));
    }

    float[] values() {
        return values;
    }

    /** With as few digits as tell the floats. */
    ArrayNode json() {
        ArrayNode json = Json.array();
        for (float value : values) {
            json.add(Double.parseDouble(Float.toString(value)));
        }
        return json;
    }
}
