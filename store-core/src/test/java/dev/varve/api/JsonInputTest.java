package dev.varve.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Jackson's own parser says what is right.
final class JsonInputTest {
    private static final List<String> TEXTS =
            List.of(
                    "[{\"Containers\":-1,\"Created\":1700000000,\"Id\":\"sha256:aa\",\"Labels\":null,"
                        + "\"RepoTags\":[\"a:1\",\"b:2\"],\"Size\":42}]",
                    "{\"a\":{\"b\":[[],{},[1,2.5,-3e+7,true,false,null]]},\"\":\"\"}",
                    " [ \"\\u00e9\\ud83d\\ude00\\n\\t\\\\\\\"\\/\" , \"é€😀\" , 0 , -0 , 1E9 ] ",
                    "{\"id\":\"x\"}\r\n{\"id\":\"y\"}\r\n",
                    "9223372036854775807 -9223372036854775808 9223372036854775808 1.0");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "]",
                "}",
                "{]",
                "[}",
                "[1",
                "[1,",
                "[1,]",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "[1 2]",
                "[01]",
                "[-]",
                "[+1]",
                "[1.]",
                "[.5]",
                "[1e]",
                "[1e+]",
                "[tru]",
                "[truex]",
                "[nul]",
                "[NaN]",
                "\"",
                "\"a",
                "\"\\",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\u123",
                "\"\t\"",
                "[1]]",
                "[1]}",
                "// a",
                "[1,,2]",
                "[\"a\"\"b\"]",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}",
                "truefalse",
                "1\"a\"",
                "[\u0001]",
                "\"\\ud800\"",
                "{\"a\":1}{\"b\":2}",
                "{\"a\":1,\"a\":2}",
                "[1]x"
            })
    void whatJacksonRefusesIsRefusedAndWhatItReadsIsReadAlike(String json) {
        assertSame(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void textsWithAWrongByteAnywhereAreReadAsJacksonReadsThem() {
        Random random = new Random(7);
        byte[] odd = "\"\\{}[],:0123456789.eE+-tfn \u0000é".getBytes(StandardCharsets.UTF_8);
        for (String text : TEXTS) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            assertSame(bytes);
            for (int i = 0; i < 4000; i++) {
                byte[] wrong = bytes.clone();
                int changes = 1 + random.nextInt(2);
                for (int change = 0; change < changes; change++) {
                    wrong[random.nextInt(wrong.length)] = odd[random.nextInt(odd.length)];
                }
                assertSame(wrong);
            }
        }
    }

    @Test
    void textsThatEndTooEarlyAreRefused() {
        for (String text : TEXTS) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            for (int length = 0; length < bytes.length; length++) {
                byte[] start = new byte[length];
                System.arraycopy(bytes, 0, start, 0, length);
                assertSame(start);
            }
        }
    }

    @Test
    void whatIsCutAnywhereWhileItArrivesReadsTheSame() throws IOException {
        for (String text : TEXTS) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            assertThat(ours(new OneByOne(bytes))).isEqualTo(ours(new ByteArrayInputStream(bytes)));
        }
    }

    @Test
    void stringsLongerThanTheBufferAreReadWhole() throws IOException {
        String big = "x".repeat(100_000) + "é" + "y".repeat(100_000);
        try (JsonInput in = JsonInput.of("[\"" + big + "\"]")) {
            assertThat(in.nextToken()).isEqualTo(JsonToken.START_ARRAY);
            assertThat(in.nextToken()).isEqualTo(JsonToken.VALUE_STRING);
            assertThat(in.text()).isEqualTo(big);
        }
    }

    @Test
    void aMessageOfAStreamIsThereBeforeTheNextOneIs() throws IOException {
        InputStream waiting =
                new InputStream() {
                    private final byte[] sent = "{\"id\":\"a\"}".getBytes(StandardCharsets.UTF_8);
                    private int at;

                    @Override
                    public int read() {
                        throw new AssertionError("asked for more than a buffer");
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) {
                        if (at == sent.length) {
                            throw new AssertionError("waited for what comes after the message");
                        }
                        System.arraycopy(sent, 0, into, offset, sent.length);
                        at = sent.length;
                        return sent.length;
                    }
                };
        JsonInput in = JsonInput.of(waiting);
        assertThat(in.nextToken()).isEqualTo(JsonToken.START_OBJECT);
        assertThat(in.nextToken()).isEqualTo(JsonToken.FIELD_NAME);
        assertThat(in.nextToken()).isEqualTo(JsonToken.VALUE_STRING);
        assertThat(in.nextToken()).isEqualTo(JsonToken.END_OBJECT);
        assertThatThrownBy(in::nextToken).isInstanceOf(AssertionError.class);
    }

    @Test
    void whatIsSkippedIsSkippedWhole() throws IOException {
        try (JsonInput in = JsonInput.of("[{\"a\":[1,{\"b\":2}]},3]")) {
            in.nextToken();
            in.nextToken();
            in.skipChildren();
            assertThat(in.currentToken()).isEqualTo(JsonToken.END_OBJECT);
            assertThat(in.nextToken()).isEqualTo(JsonToken.VALUE_NUMBER_INT);
            assertThat(in.number()).isEqualTo(3);
        }
    }

    @Test
    void nestingHasAnEnd() {
        byte[] deep = "[".repeat(1001).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> ours(new ByteArrayInputStream(deep)))
                .hasMessageContaining("nested");
    }

    private static void assertSame(byte[] json) {
        assertThat(outcome(() -> ours(new ByteArrayInputStream(json))))
                .as(new String(json, StandardCharsets.UTF_8))
                .isEqualTo(outcome(() -> jacksons(json)));
    }

    /// The tokens, or that the text was refused.
    private static List<String> outcome(Reading reading) {
        try {
            return reading.tokens();
        } catch (IOException e) {
            return List.of("refused");
        }
    }

    private static List<String> ours(InputStream json) throws IOException {
        List<String> tokens = new ArrayList<>();
        try (JsonInput in = JsonInput.of(json)) {
            for (@Nullable JsonToken t = in.nextToken(); t != null; t = in.nextToken()) {
                tokens.add(
                        switch (t) {
                            case FIELD_NAME -> t + in.currentName();
                            case VALUE_NUMBER_INT ->
                                    t + (in.isLong() ? "" + in.number() : in.text());
                            case VALUE_STRING, VALUE_NUMBER_FLOAT -> t + in.text();
                            default -> t.toString();
                        });
            }
        }
        return tokens;
    }

    private static List<String> jacksons(byte[] json) throws IOException {
        List<String> tokens = new ArrayList<>();
        try (JsonParser in = new JsonFactory().createParser(json)) {
            for (@Nullable JsonToken t = in.nextToken(); t != null; t = in.nextToken()) {
                tokens.add(
                        switch (t) {
                            case FIELD_NAME -> t + in.currentName();
                            case VALUE_NUMBER_INT ->
                                    t
                                            + (in.getNumberType()
                                                            == JsonParser.NumberType.BIG_INTEGER
                                                    ? in.getText()
                                                    : "" + in.getLongValue());
                            case VALUE_STRING, VALUE_NUMBER_FLOAT -> t + in.getText();
                            default -> t.toString();
                        });
            }
        }
        return tokens;
    }

    private interface Reading {
        List<String> tokens() throws IOException;
    }

    private static final class OneByOne extends ByteArrayInputStream {
        OneByOne(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(1, length));
        }
    }
}
