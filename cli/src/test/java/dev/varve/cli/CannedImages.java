package dev.varve.cli;

/// Answers of a daemon that holds a few images, with what makes output hard: several tags, digests
/// without a tag, no name at all, labels, odd sizes and old dates.
final class CannedImages {
    static final String ID_A =
            "sha256:aaaaaaaaaaaa11111111111111111111111111111111111111111111111111111";
    static final String ID_B =
            "sha256:bbbbbbbbbbbb22222222222222222222222222222222222222222222222222222";
    static final String DIGEST =
            "sha256:dddddddddddd3333333333333333333333333333333333333333333333333333";

    static final String LIST =
            """
            [{"Containers":1,"Created":1700000000,"Id":"%1$s","Labels":{"a":"b"},"ParentId":"","RepoDigests":["busybox@%3$s"],"RepoTags":["busybox:1","busybox:latest"],"SharedSize":-1,"Size":4261502},
            {"Containers":0,"Created":1600000000,"Id":"%2$s","Labels":null,"ParentId":"","RepoDigests":["localhost:5000/a/very/long/repository/name@%3$s"],"RepoTags":[],"SharedSize":1000,"Size":999999},
            {"Containers":-1,"Created":0,"Id":"%2$s","Labels":null,"ParentId":"","RepoDigests":[],"RepoTags":[],"SharedSize":-1,"Size":0}]
            """
                    .formatted(ID_A, ID_B, DIGEST);

    static final String HISTORY =
            """
            [{"Comment":"a comment","Created":1700000000,"CreatedBy":"/bin/sh -c #(nop)\\tCMD [\\"sh\\"] and something that is far too long for a line","Id":"%s","Size":0,"Tags":["busybox:latest"]},
            {"Comment":"","Created":0,"CreatedBy":"ADD file:änderung <x> in / ","Id":"<missing>","Size":4261502,"Tags":null},
            {"Comment":"","Created":1500000000,"CreatedBy":"短い文字列ですがとても幅が広いので切られてしまいますよね本当に","Id":"<missing>","Size":12,"Tags":null}]
            """
                    .formatted(ID_A);

    static final String INSPECT =
            """
            {"Id":"%1$s","RepoTags":["busybox:1","busybox:latest"],"RepoDigests":["busybox@%2$s"],"Parent":"","Comment":"","Created":"2023-11-14T22:13:20.123456789Z","DockerVersion":"","Author":"","Config":{"Cmd":["sh"],"Entrypoint":null,"Env":["PATH=/usr/local/sbin:/bin","A=<&>"],"Labels":{"maintainer":"me","org.x/y":"z"},"OnBuild":null,"User":"","Volumes":null,"WorkingDir":"/"},"Architecture":"amd64","Os":"linux","Size":4261502,"GraphDriver":{"Data":{"UpperDir":"/x"},"Name":"overlay2"},"RootFS":{"Type":"layers","Layers":["%2$s"]},"Metadata":{"LastTagTime":"0001-01-01T00:00:00Z"}}
            """
                    .formatted(ID_A, DIGEST);

    static final String REMOVED =
            """
            [{"Untagged":"busybox:latest"},{"Untagged":"busybox@%2$s"},{"Deleted":"%1$s"}]
            """
                    .formatted(ID_A, DIGEST);

    static final String PRUNED =
            """
            {"ImagesDeleted":[{"Untagged":"busybox@%2$s"},{"Deleted":"%1$s"}],"SpaceReclaimed":4261502}
            """
                    .formatted(ID_A, DIGEST);

    static final String VERSION =
            """
            {"Platform":{"Name":"Varve"},"Components":[{"Name":"Engine","Version":"0.1.0","Details":{"ApiVersion":"1.51","Arch":"amd64"}}],"Version":"0.1.0","ApiVersion":"1.51","MinAPIVersion":"1.24","GitCommit":"","GoVersion":"","Os":"linux","Arch":"amd64","KernelVersion":"6.1"}
            """;

    private CannedImages() {}

    static FakeDaemon serve(FakeDaemon daemon) {
        return daemon
                .answer("GET /images/json", 200, LIST)
                .answer("GET /images/busybox/history", 200, HISTORY)
                .answer("GET /images/busybox/json", 200, INSPECT)
                .answer("GET /images/localhost:5000/a/b/json", 200, INSPECT)
                .answer("GET /images/nope/json", 404, error("No such image: nope:latest"))
                .answer("GET /images/nope/history", 404, error("No such image: nope:latest"))
                .answer("DELETE /images/busybox", 200, REMOVED)
                .answer("DELETE /images/nope", 404, error("No such image: nope:latest"))
                .answer("DELETE /images/held", 409, error("conflict: unable to remove it"))
                .answer("POST /images/prune", 200, PRUNED)
                .answer("POST /images/busybox/tag", 201, "")
                .answer("POST /images/nope/tag", 404, error("No such image: nope:latest"))
                .stream(
                        "POST /images/create",
                        "{\"status\":\"Pulling from library/busybox\",\"id\":\"latest\"}",
                        "{\"status\":\"Pulling fs layer\",\"progressDetail\":{},\"id\":\"aaaa\"}",
                        "{\"status\":\"Downloading\",\"progressDetail\":{\"current\":10,\"total\":100},\"progress\":\"[=>"
                            + " ]\",\"id\":\"aaaa\"}",
                        "{\"status\":\"Download complete\",\"progressDetail\":{},\"id\":\"aaaa\"}",
                        "{\"status\":\"Pull complete\",\"progressDetail\":{},\"id\":\"aaaa\"}",
                        "{\"status\":\"Digest: " + DIGEST + "\"}",
                        "{\"status\":\"Status: Downloaded newer image for busybox:latest\"}");
    }

    static String error(String message) {
        return "{\"message\":\"" + message + "\"}\n";
    }
}
