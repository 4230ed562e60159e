package io.github.flaremaven.cloudflare.bundle.esbuild;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * One message of esbuild's service protocol: a request or the response to one, with a tree as its value. Byte strings
 * are binary nodes. All numbers on the wire are 32 bits, little endian.
 *
 * @param id a response has the id of its request; each side counts its own
 */
record Packet(int id, boolean isResponse, JsonNode value) {
    private static final int NULL = 0;
    private static final int BOOLEAN = 1;
    private static final int INTEGER = 2;
    private static final int STRING = 3;
    private static final int BYTES = 4;
    private static final int ARRAY = 5;
    private static final int OBJECT = 6;

    /** The whole packet with its length in front. */
    byte[] encode() {
        Writer out = new Writer();
        out.int32((id << 1) | (isResponse ? 1 : 0));
        out.value(value);
        byte[] body = out.toByteArray();
        return ByteBuffer.allocate(4 + body.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(body.length)
                .put(body)
                .array();
    }

    /** The payload of the next packet, absent at the end of the stream. */
    static Optional<byte[]> readFrame(InputStream in) throws IOException {
        byte[] head = in.readNBytes(4);
        if (head.length == 0) {
            return Optional.empty();
        }
        if (head.length < 4) {
            throw new EOFException("esbuild's stream ended within a packet");
        }
        byte[] payload =
                new byte[ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt()];
        new DataInputStream(in).readFully(payload);
        return Optional.of(payload);
    }

    static Packet decode(byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        int head = in.getInt();
        return new Packet(head >>> 1, (head & 1) == 1, value(in));
    }

    private static JsonNode value(ByteBuffer in) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        int tag = in.get();
        return switch (tag) {
            case NULL -> nodes.nullNode();
            case BOOLEAN -> nodes.booleanNode(in.get() == 1);
            case INTEGER -> nodes.numberNode(in.getInt());
            case STRING -> nodes.textNode(text(in));
            case BYTES -> nodes.binaryNode(bytes(in));
            case ARRAY -> {
                ArrayNode array = nodes.arrayNode();
                for (int n = in.getInt(); n > 0; n--) {
                    array.add(value(in));
                }
                yield array;
            }
            case OBJECT -> {
                ObjectNode object = nodes.objectNode();
                for (int n = in.getInt(); n > 0; n--) {
                    object.set(text(in), value(in));
                }
                yield object;
            }
            default -> throw new IllegalStateException("esbuild sent a value of the unknown kind " + tag);
        };
    }

    private static String text(ByteBuffer in) {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return bytes;
    }

    private static final class Writer extends ByteArrayOutputStream {
        void int32(int n) {
            write(n);
            write(n >> 8);
            write(n >> 16);
            write(n >> 24);
        }

        void text(String text) {
            bytes(text.getBytes(StandardCharsets.UTF_8));
        }

        void bytes(byte[] bytes) {
            int32(bytes.length);
            writeBytes(bytes);
        }

        void value(JsonNode node) {
            switch (node.getNodeType()) {
                case BOOLEAN -> {
                    write(BOOLEAN);
                    write(node.booleanValue() ? 1 : 0);
                }
                case NUMBER -> {
                    write(INTEGER);
                    int32(node.intValue());
                }
                case STRING -> {
                    write(STRING);
                    text(node.textValue());
                }
                case BINARY -> {
                    write(BYTES);
                    bytes(binary(node));
                }
                case ARRAY -> {
                    write(ARRAY);
                    int32(node.size());
                    node.forEach(this::value);
                }
                case OBJECT -> {
                    write(OBJECT);
                    int32(node.size());
                    for (Map.Entry<String, JsonNode> entry : node.properties()) {
                        text(entry.getKey());
                        value(entry.getValue());
                    }
                }
                case NULL, MISSING, POJO -> write(NULL);
            }
        }

        private static byte[] binary(JsonNode node) {
            try {
                return node.binaryValue();
            } catch (IOException e) {
                throw new IllegalStateException("a binary node always has its bytes", e);
            }
        }
    }
}
