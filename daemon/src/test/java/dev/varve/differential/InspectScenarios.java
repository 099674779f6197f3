package dev.varve.differential;

import static dev.varve.differential.Images.APP;
import static dev.varve.differential.Images.ARM;
import static dev.varve.differential.Images.BARE;
import static dev.varve.differential.Images.BASE;
import static dev.varve.differential.Images.HOLLOW;
import static dev.varve.differential.Images.NO_HISTORY;
import static dev.varve.differential.Images.OCI;
import static dev.varve.differential.Images.RICH;
import static dev.varve.differential.Images.TWICE;
import static dev.varve.differential.Images.UNDATED;
import static dev.varve.differential.Scenario.scenario;

import dev.varve.fixtures.image.TestImage;

import java.util.List;

/// What inspect shows.
final class InspectScenarios {
    private InspectScenarios() {}

    static List<Scenario> all() {
        return List.of(
                whole("inspect of an image with labels, command and environment", APP),
                scenario("inspect of an image with everything")
                        .have("it:1", RICH)
                        .http("GET", "/images/$R/it:1/json"),
                whole("inspect of an image with next to nothing", BASE),
                whole("inspect of an undated image", UNDATED)
                        .state()
                        .differs("undated", Changes.UNDATED),
                whole("inspect of an image without a config object", BARE)
                        .differs("inspect-empty", Changes.INSPECT_NO_CONFIG),
                whole("inspect of an image without a history", NO_HISTORY),
                whole("inspect of an OCI image", OCI),
                whole("inspect of an image for another machine", ARM),
                whole("inspect of an image with a layer twice", TWICE),
                whole("inspect of an image without content", HOLLOW),
                scenario("inspect by ID, by its start and by digest")
                        .have("app:1", APP)
                        .docker("inspect -f '{{.Id}}' " + APP.configDigest())
                        .docker("inspect -f '{{.Id}}' " + Images.hex(APP.configDigest()))
                        .docker("inspect -f '{{.Id}}' " + Images.shortId(APP))
                        .docker("inspect -f '{{.Id}}' " + Images.shortId(APP).substring(0, 2))
                        .docker("inspect -f '{{.Id}}' $R/app@" + APP.manifestDigest())
                        .docker("inspect -f '{{.Id}}' $R/app:1@" + APP.manifestDigest())
                        .docker("inspect -f '{{.Id}}' $R/app:2@" + APP.manifestDigest()),
                scenario("inspect with templates")
                        .have("rich:1", RICH)
                        .docker("inspect -f '{{.Size}} {{.VirtualSize}}' $R/rich:1")
                        .docker("inspect -f '{{.Config.Labels}}' $R/rich:1")
                        .docker("inspect -f '{{json .Config}}' $R/rich:1")
                        .docker("inspect -f '{{json .RootFS}}' $R/rich:1")
                        .docker("inspect -f '{{index .Config.Labels \"empty\"}}|' $R/rich:1")
                        .docker("inspect -f '{{range .Config.Env}}{{println .}}{{end}}' $R/rich:1")
                        .docker("inspect -f '{{.Nope}}' $R/rich:1")
                        .docker("inspect -f '{{.Config.Nope}}' $R/rich:1")
                        .docker("inspect -f '{{' $R/rich:1"),
                scenario("inspect of an image that is dangling")
                        .have("app:1", APP)
                        .publish("app:1", BASE)
                        .docker("pull -q $R/app:1")
                        .docker("inspect -f '{{.RepoTags}} {{.RepoDigests}}' " + APP.configDigest())
                        .docker("rmi -f $R/app@" + APP.manifestDigest()),
                scenario("inspect of an image without a digest")
                        .haveAs("x:1", "app:1", APP)
                        .docker("inspect -f '{{json .RepoTags}} {{json .RepoDigests}}' x:1"),
                scenario("inspect of several, one after the other")
                        .have("app:1", APP)
                        .have("base:1", BASE)
                        .docker("image inspect -f '{{.Id}}' $R/app:1 $R/base:1 $R/app:1"),
                scenario("inspect of what is not there by the command line")
                        .docker("inspect nope")
                        .docker("inspect -f '{{.Id}}' nope nope:2"),
                missing("inspect of a name that is not there", "nope"),
                missing("inspect of a tag that is not there", "nope:1"),
                missing("inspect of an ID that is not there", "sha256:" + "0".repeat(64)),
                missing("inspect of a short ID that is not there", "0123456789ab"),
                missing("inspect of the start of an ID that is not there", "sha256:0000"),
                missing("inspect of a digest that is not there", "$R/app@sha256:" + "0".repeat(64)),
                missing("inspect of a name in upper case", "Upper")
                        .differs("upper-case", Changes.UPPER_CASE),
                missing("inspect of a name that is none", "a:b:c"));
    }

    private static Scenario missing(String name, String image) {
        return scenario(name)
                .have("app:1", APP)
                .http("GET", "/images/" + image + "/json")
                .differs("inspect-missing", Changes.INSPECT_MISSING);
    }

    /// The document as it comes over the wire.
    private static Scenario whole(String name, TestImage image) {
        return scenario(name)
                .have("it:1", image)
                .http("GET", "/images/$R/it:1/json")
                .differs("inspect-empty", Changes.INSPECT_EMPTY);
    }
}
