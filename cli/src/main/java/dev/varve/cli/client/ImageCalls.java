package dev.varve.cli.client;

import dev.varve.api.DeleteItem;
import dev.varve.api.HistoryRow;
import dev.varve.api.ImageRow;
import dev.varve.api.PruneResponse;
import dev.varve.cli.json.JsonFields;
import dev.varve.cli.output.Output;
import dev.varve.cli.output.ProgressView;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The daemon's image routes as calls. A platform is JSON where it is asked for a stored image, and
/// as the user wrote it where an image is fetched or made; "" is the daemon's own choice.
public final class ImageCalls {
    private final EngineClient client;

    public ImageCalls(EngineClient client) {
        this.client = client;
    }

    /// @param filters JSON, for each key the values; "" for none
    public List<ImageRow> list(boolean all, String filters) {
        Query query = new Query().flag("all", all).addUnlessEmpty("filters", filters);
        return client.read(EngineClient.get("/images/json" + query), ImageRow::readList);
    }

    /// The same list as it came, with the manifests of each image where the daemon keeps several.
    public @Nullable Object listWithManifests(boolean all, String filters) {
        Query query =
                new Query()
                        .flag("all", all)
                        .addUnlessEmpty("filters", filters)
                        .flag("manifests", true);
        return client.tree(EngineClient.get("/images/json" + query));
    }

    /// The answer as the daemon wrote it.
    public String inspect(String image, String platform) {
        Query query = new Query().addUnlessEmpty("platform", platform);
        return client.text(EngineClient.get("/images/" + Query.path(image) + "/json" + query));
    }

    public List<HistoryRow> history(String image, String platform) {
        Query query = new Query().addUnlessEmpty("platform", platform);
        return client.read(
                EngineClient.get("/images/" + Query.path(image) + "/history" + query),
                HistoryRow::readList);
    }

    public List<DeleteItem> remove(
            String image, boolean force, boolean keepParents, List<String> platforms) {
        Query query = new Query().flag("force", force).flag("noprune", keepParents);
        platforms.forEach(platform -> query.add("platforms", platform));
        return client.read(
                Request.of("DELETE", "/images/" + Query.path(image) + query), DeleteItem::readList);
    }

    public PruneResponse prune(String filters) {
        return client.read(
                EngineClient.post("/images/prune" + new Query().add("filters", filters)),
                PruneResponse::read);
    }

    public void tag(String source, String repository, String tag) {
        Query query = new Query().add("repo", repository).add("tag", tag);
        client.text(EngineClient.post("/images/" + Query.path(source) + "/tag" + query));
    }

    /// @param tag a tag or a digest, "" for all tags
    /// @param auth the value of X-Registry-Auth
    public void pull(String name, String tag, String platform, String auth, ProgressView view)
            throws Output.Closed {
        pull(name, tag, "", platform, auth, view);
    }

    /// @param kept beside a digest: the tag to be kept with it, which only Varve's daemon does
    public void pull(
            String name, String tag, String kept, String platform, String auth, ProgressView view)
            throws Output.Closed {
        Query query =
                new Query()
                        .add("fromImage", name)
                        .addUnlessEmpty("tag", tag)
                        .addUnlessEmpty("varve-tag", kept)
                        .addUnlessEmpty("platform", platform);
        client.progress(
                EngineClient.post("/images/create" + query).with("X-Registry-Auth: " + auth), view);
    }

    /// @param tag "" for all tags
    /// @param auth the value of X-Registry-Auth
    public void push(String name, String tag, String platform, String auth, ProgressView view)
            throws Output.Closed {
        Query query = new Query().addUnlessEmpty("tag", tag).addUnlessEmpty("platform", platform);
        client.progress(
                EngineClient.post("/images/" + Query.path(name) + "/push" + query)
                        .with("X-Registry-Auth: " + auth),
                view);
    }

    /// Where the image is mounted now.
    public String mount(String image) {
        Request request = Request.of("POST", "/varve/v1/images/" + Query.path(image) + "/mount");
        return JsonFields.text(JsonFields.map(client.own(request)).get("Path"));
    }

    public void unmount(String image) {
        client.own(Request.of("POST", "/varve/v1/images/" + Query.path(image) + "/unmount"));
    }

    /// The mounted images, each with `Id`, `RepoTags`, `Path`, `Driver` and `Since`.
    public List<Map<?, ?>> mounts() {
        List<Map<?, ?>> mounts = new ArrayList<>();
        for (Object mount :
                JsonFields.list(client.own(EngineClient.get("/varve/v1/images/mounts")))) {
            mounts.add(JsonFields.map(mount));
        }
        return mounts;
    }

    /// An archive with all the images.
    public void save(List<String> images, String platform, ByteTarget target) throws IOException {
        Query query = new Query().addUnlessEmpty("platform", platform);
        images.forEach(image -> query.add("names", image));
        client.copy(EngineClient.get("/images/get" + query), target);
    }

    /// The same, compressed as a whole, which only varved does.
    ///
    /// @param compression `gzip` or `zstd`
    public void saveCompressed(
            List<String> images, String platform, String compression, ByteTarget target)
            throws IOException {
        Query query =
                new Query().add("compression", compression).addUnlessEmpty("platform", platform);
        images.forEach(image -> query.add("names", image));
        client.copy(EngineClient.get("/varve/v1/images/get" + query), target);
    }

    public void load(Content archive, boolean quiet, String platform, ProgressView view)
            throws Output.Closed {
        Query query =
                new Query().add("quiet", quiet ? "1" : "0").addUnlessEmpty("platform", platform);
        client.progress(
                EngineClient.post("/images/load" + query)
                        .with(new RequestBody.Upload(archive, "application/x-tar")),
                view);
    }

    /// What an import makes an image of.
    ///
    /// @param from a URL that the daemon fetches, or `-` for content that is sent along
    /// @param changes instructions of a Dockerfile
    public record Import(
            String from, String reference, String message, List<String> changes, String platform) {}

    public void make(Import image, Content content, ProgressView view) throws Output.Closed {
        Query query =
                new Query()
                        .add("fromSrc", image.from())
                        .addUnlessEmpty("repo", image.reference())
                        .addUnlessEmpty("message", image.message())
                        .addUnlessEmpty("platform", image.platform());
        image.changes().forEach(change -> query.add("changes", change));
        Request request = EngineClient.post("/images/create" + query);
        client.progress(
                image.from().equals("-")
                        ? request.with(new RequestBody.Upload(content, "application/x-tar"))
                        : request,
                view);
    }
}
