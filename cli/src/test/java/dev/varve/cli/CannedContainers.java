package dev.varve.cli;

/// Answers of a daemon that holds a few containers, and what it says of itself.
final class CannedContainers {
    static final String ID_C = "c0ffee000000111111111111111111111111111111111111111111111111111a";
    static final String ID_D = "deadbeef0000111111111111111111111111111111111111111111111111111b";

    private static final String LIST =
            """
            [{"Id":"%1$s","Names":["/one","/two/alias"],"Image":"busybox@%3$s","ImageID":"%4$s","Command":"sh -c 'echo a long \\"command\\" line'","Created":1700000000,"Ports":[{"PrivatePort":80,"Type":"tcp"},{"PrivatePort":81,"Type":"tcp"},{"IP":"0.0.0.0","PrivatePort":90,"PublicPort":8090,"Type":"udp"}],"Labels":{"b":"2","a.b-c":"1"},"State":"created","Status":"Created","HostConfig":{"NetworkMode":"default"},"NetworkSettings":{"Networks":{"bridge":{}}},"Mounts":[{"Type":"volume","Name":"averylongvolumename","Driver":"local"}],"SizeRw":12,"SizeRootFs":4261514},
            {"Id":"%2$s","Names":["/three"],"Image":"%4$s","ImageID":"%4$s","Command":"sh","Created":1600000000,"Ports":[],"Labels":null,"State":"running","Status":"Up 2 minutes","HostConfig":{},"NetworkSettings":{"Networks":{}},"Mounts":[]}]
            """
                    .formatted(ID_C, ID_D, CannedImages.DIGEST, CannedImages.ID_A);

    private static final String INSPECT =
            """
            {"Id":"%s","Created":"2023-11-14T22:13:20Z","Path":"sh","Args":["-c"],"State":{"Status":"created","Running":false,"Pid":0,"ExitCode":0,"StartedAt":"0001-01-01T00:00:00Z"},"Image":"%s","Name":"/one","HostConfig":{"PortBindings":{"80/tcp":[{"HostIp":"","HostPort":"80"}]}},"Config":{"Env":["A=b"],"Labels":{"a":"b"},"Cmd":["sh"],"Healthcheck":{"Interval":90000000000}},"Mounts":[]}
            """
                    .formatted(ID_C, CannedImages.ID_A);

    private static final String USAGE =
            """
            {"LayersSize":5261501,"Images":%s,"Containers":%s,"Volumes":[{"Name":"v","Driver":"local","UsageData":{"RefCount":1,"Size":10}}],"BuildCache":[]}
            """
                    .formatted(CannedImages.LIST.replace("-1", "0"), LIST);

    private static final String INFO =
            """
            {"ID":"x","Containers":2,"ContainersRunning":1,"ContainersPaused":0,"ContainersStopped":1,"Images":3,"Driver":"overlay2","DriverStatus":[["Backing Filesystem","extfs"]],"Plugins":{"Volume":["local"],"Network":[],"Log":[]},"Swarm":{"LocalNodeState":"inactive"},"SecurityOptions":["name=seccomp,profile=builtin"],"KernelVersion":"6.1","OSType":"linux","Architecture":"x86_64","NCPU":2,"MemTotal":25165824000,"Name":"host","DockerRootDir":"/var/lib/varve","ServerVersion":"0.1.0","RegistryConfig":{"InsecureRegistryCIDRs":["127.0.0.0/8"],"IndexConfigs":{"docker.io":{"Name":"docker.io","Secure":true}},"Mirrors":["http://m/"]},"Warnings":["WARNING: something"]}
            """;

    private CannedContainers() {}

    static FakeDaemon serve(FakeDaemon daemon) {
        String missing = CannedImages.error("No such container: nope");
        return daemon
                .answer("GET /containers/json", 200, LIST)
                .answer("GET /containers/one/json", 200, INSPECT)
                .answer("GET /containers/nope/json", 404, missing)
                .answer("GET /containers/nope/changes", 404, missing)
                .answer("GET /containers/busybox/json", 404, missing)
                .answer(
                        "GET /containers/one/changes",
                        200,
                        "[{\"Path\":\"/etc\",\"Kind\":0},{\"Path\":\"/a\",\"Kind\":1},"
                                + "{\"Path\":\"/b\",\"Kind\":2}]")
                .answer("DELETE /containers/one", 204, "")
                .answer("DELETE /containers/nope", 404, missing)
                .answer("POST /containers/one/rename", 204, "")
                .answer("POST /containers/nope/rename", 404, missing)
                .answer(
                        "POST /containers/prune",
                        200,
                        "{\"ContainersDeleted\":[\"" + ID_C + "\"],\"SpaceReclaimed\":12}")
                .answer(
                        "POST /containers/create",
                        201,
                        "{\"Id\":\"" + ID_C + "\",\"Warnings\":[\"w\"]}")
                .answer("POST /commit", 201, "{\"Id\":\"" + CannedImages.ID_B + "\"}")
                .answer("POST /varve/v1/containers/one/mount", 200, "{\"Path\":\"/m/one\"}")
                .answer("POST /varve/v1/containers/one/unmount", 204, "")
                .answer("POST /varve/v1/images/busybox/mount", 200, "{\"Path\":\"/m/b\"}")
                .answer("POST /varve/v1/images/busybox/unmount", 204, "")
                .answer("POST /varve/v1/images/" + CannedImages.ID_B + "/unmount", 204, "")
                .answer(
                        "GET /varve/v1/images/mounts",
                        200,
                        "[{\"Id\":\""
                                + CannedImages.ID_B
                                + "\",\"RepoTags\":[\"busybox:1\",\"b:2\"],\"Path\":\"/m/b\","
                                + "\"Driver\":\"overlay2\",\"Since\":\"2026-01-02T03:04:05Z\"}]")
                .answer("GET /system/df", 200, USAGE)
                .answer("GET /info", 200, INFO)
                .stream(
                        "GET /events",
                        "{\"status\":\"tag\",\"id\":\"x\",\"Type\":\"image\",\"Action\":\"tag\","
                            + "\"Actor\":{\"ID\":\"x\",\"Attributes\":{\"name\":\"a:1\",\"b\":\"c\"}},"
                            + "\"scope\":\"local\",\"time\":1700000000,\"timeNano\":1700000000000000001}");
    }
}
