package dev.varve.index;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;

import dev.varve.oci.Json;
import dev.varve.oci.MediaTypes;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/// The names and images of the index as the text of `index.json`. Written row by row: a hundred
/// thousand names are tens of megabytes, which nobody has to hold at once.
final class OciLayoutJson {
    /// What both queries begin with; see [#entry].
    private static final String COLUMNS =
            "SELECT blob.media_type, blob.digest, blob.size, image.parent, image.tagged_second,"
                    + " image.tagged_nano";

    private static final String NAMES =
            COLUMNS
                    + ", name.reference, name.image FROM name JOIN blob ON blob.digest ="
                    + " name.target LEFT JOIN image ON image.id = name.image ORDER BY"
                    + " name.reference";

    private static final String WITHOUT_NAME =
            COLUMNS
                    + ", NULL, NULL FROM image JOIN blob ON blob.digest = image.manifest"
                    + " WHERE NOT EXISTS (SELECT 1 FROM name WHERE name.image = image.id)"
                    + " ORDER BY image.id";

    private final JsonGenerator json;

    private OciLayoutJson(JsonGenerator json) {
        this.json = json;
    }

    static void write(Transaction transaction, OutputStream out) throws IOException {
        try (JsonGenerator json =
                Json.mapper().getFactory().createGenerator(out, JsonEncoding.UTF8)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            new OciLayoutJson(json).write(transaction);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void write(Transaction transaction) throws IOException {
        json.writeStartObject();
        json.writeNumberField("schemaVersion", 2);
        json.writeStringField("mediaType", "application/vnd.oci.image.index.v1+json");
        json.writeArrayFieldStart("manifests");
        transaction.each(NAMES, this::entry);
        transaction.each(WITHOUT_NAME, this::entry);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void entry(ResultSet row) throws SQLException {
        try {
            json.writeStartObject();
            json.writeStringField("mediaType", row.getString(1));
            json.writeStringField("digest", row.getString(2));
            json.writeNumberField("size", row.getLong(3));
            @Nullable String parent = row.getString(4);
            long second = row.getLong(5);
            boolean tagged = !row.wasNull();
            @Nullable String name = row.getString(7);
            if (name != null || parent != null || tagged) {
                json.writeObjectFieldStart("annotations");
                if (name != null) {
                    name(name, row);
                }
                if (parent != null) {
                    json.writeStringField(OciLayoutView.PARENT, parent);
                }
                if (tagged) {
                    Instant time = Instant.ofEpochSecond(second, row.getInt(6));
                    json.writeStringField(OciLayoutView.TAGGED, time.toString());
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void name(String name, ResultSet row) throws IOException, SQLException {
        Reference reference = ReferenceParser.parseStored(name);
        json.writeStringField(OciLayoutView.NAME, name);
        json.writeStringField(OciLayoutView.FAMILIAR_NAME, reference.familiar());
        if (MediaTypes.isIndex(row.getString(1))) {
            json.writeStringField(OciLayoutView.IMAGE, row.getString(8));
        }
    }
}
