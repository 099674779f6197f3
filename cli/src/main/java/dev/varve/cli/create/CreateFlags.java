package dev.varve.cli.create;

import dev.varve.cli.create.CreateFlag.Kind;
import dev.varve.cli.create.CreateFlag.Place;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// All options of `create`, which are docker's.
final class CreateFlags {
    /// A line each: place, field, kind, names, and after `|` what it is.
    private static final String TABLE =
            """
            special -                    text   --name|Assign a name to the container
            special -                    text   --platform|Set platform if server is multi-platform capable
            special -                    text   --pull|Pull image before creating ("always", "missing", "never") (default "missing")
            special -                    flag   -q --quiet|Suppress the pull output
            special -                    text   --cidfile|Write the container ID to the file
            special -                    texts  -e --env|Set environment variables
            special -                    texts  --env-file|Read in a file of environment variables
            special -                    texts  -l --label|Set meta data on a container
            special -                    texts  --label-file|Read in a line delimited file of labels
            special -                    text   --entrypoint|Overwrite the default ENTRYPOINT of the image
            special -                    texts  -v --volume|Bind mount a volume
            special -                    texts  --expose|Expose a port or a range of ports
            special -                    texts  -p --publish|Publish a container's port(s) to the host
            special -                    flag   -i --interactive|Keep STDIN open even if not attached
            special -                    texts  -a --attach|Attach to STDIN, STDOUT or STDERR
            special -                    text   --health-cmd|Command to run to check health
            special -                    text   --health-interval|Time between running the check (ms|s|m|h) (default 0s)
            special -                    text   --health-timeout|Maximum time to allow one check to run (ms|s|m|h) (default 0s)
            special -                    text   --health-start-period|Time to initialize before retries count (ms|s|m|h) (default 0s)
            special -                    text   --health-start-interval|Time between checks in the start period (ms|s|m|h) (default 0s)
            special -                    number --health-retries|Consecutive failures needed to report unhealthy
            special -                    flag   --no-healthcheck|Disable any container-specified HEALTHCHECK
            special -                    text   --restart|Restart policy to apply when a container exits (default "no")
            special -                    text   --log-driver|Logging driver for the container
            special -                    map    --log-opt|Log driver options
            special -                    texts  --mount|Attach a filesystem mount to the container
            special -                    texts  --tmpfs|Mount a tmpfs directory
            special -                    texts  --device|Add a host device to the container
            special -                    texts  --ulimit|Ulimit options
            special -                    texts  --add-host|Add a custom host-to-IP mapping (host:ip)
            special -                    texts  --cap-add|Add Linux capabilities
            special -                    texts  --cap-drop|Drop Linux capabilities
            special -                    text   --cpus|Number of CPUs
            special -                    text   --memory-swap|Swap limit equal to memory plus swap: '-1' to enable unlimited swap
            special -                    texts  --net --network|Connect a container to a network
            special -                    number --stop-timeout|Timeout (in seconds) to stop a container
            special -                    flag   --init|Run an init inside the container that forwards signals and reaps processes
            special -                    flag   --disable-content-trust|Accepted for scripts (default true)
            config  Hostname             text   -h --hostname|Container host name
            config  Domainname           text   --domainname|Container NIS domain name
            config  User                 text   -u --user|Username or UID (format: <name/uid>[:<group/gid>])
            config  WorkingDir           text   -w --workdir|Working directory inside the container
            config  StopSignal           text   --stop-signal|Signal to stop the container
            config  Tty                  flag   -t --tty|Allocate a pseudo-TTY
            host    Annotations          map    --annotation|Add an annotation to the container (passed through to the OCI runtime)
            host    BlkioWeight          number --blkio-weight|Block IO (relative weight), between 10 and 1000, or 0 to disable (default 0)
            host    CgroupParent         text   --cgroup-parent|Optional parent cgroup for the container
            host    CgroupnsMode         text   --cgroupns|Cgroup namespace to use (host, private)
            host    CpuCount             number --cpu-count|CPU count (Windows only)
            host    CpuPercent           number --cpu-percent|CPU percent (Windows only)
            host    CpuPeriod            number --cpu-period|Limit CPU CFS (Completely Fair Scheduler) period
            host    CpuQuota             number --cpu-quota|Limit CPU CFS (Completely Fair Scheduler) quota
            host    CpuRealtimePeriod    number --cpu-rt-period|Limit CPU real-time period in microseconds
            host    CpuRealtimeRuntime   number --cpu-rt-runtime|Limit CPU real-time runtime in microseconds
            host    CpuShares            number -c --cpu-shares|CPU shares (relative weight)
            host    CpusetCpus           text   --cpuset-cpus|CPUs in which to allow execution (0-3, 0,1)
            host    CpusetMems           text   --cpuset-mems|MEMs in which to allow execution (0-3, 0,1)
            host    DeviceCgroupRules    texts  --device-cgroup-rule|Add a rule to the cgroup allowed devices list
            host    Dns                  texts  --dns|Set custom DNS servers
            host    DnsOptions           texts  --dns-opt --dns-option|Set DNS options
            host    DnsSearch            texts  --dns-search|Set custom DNS search domains
            host    GroupAdd             texts  --group-add|Add additional groups to join
            host    IOMaximumBandwidth   bytes  --io-maxbandwidth|Maximum IO bandwidth limit for the system drive (Windows only)
            host    IOMaximumIOps        number --io-maxiops|Maximum IOps limit for the system drive (Windows only)
            host    IpcMode              text   --ipc|IPC mode to use
            host    Isolation            text   --isolation|Container isolation technology
            host    Links                texts  --link|Add link to another container
            host    Memory               bytes  -m --memory|Memory limit
            host    MemoryReservation    bytes  --memory-reservation|Memory soft limit
            host    MemorySwappiness     number --memory-swappiness|Tune container memory swappiness (0 to 100) (default -1)
            host    OomKillDisable       flag   --oom-kill-disable|Disable OOM Killer
            host    OomScoreAdj          number --oom-score-adj|Tune host's OOM preferences (-1000 to 1000)
            host    PidMode              text   --pid|PID namespace to use
            host    PidsLimit            number --pids-limit|Tune container pids limit (set -1 for unlimited)
            host    Privileged           flag   --privileged|Give extended privileges to this container
            host    PublishAllPorts      flag   -P --publish-all|Publish all exposed ports to random ports
            host    ReadonlyRootfs       flag   --read-only|Mount the container's root filesystem as read only
            host    AutoRemove           flag   --rm|Automatically remove the container when it exits
            host    Runtime              text   --runtime|Runtime to use for this container
            host    SecurityOpt          texts  --security-opt|Security Options
            host    ShmSize              bytes  --shm-size|Size of /dev/shm
            host    StorageOpt           map    --storage-opt|Storage driver options for the container
            host    Sysctls              map    --sysctl|Sysctl options
            host    UsernsMode           text   --userns|User namespace to use
            host    UTSMode              text   --uts|UTS namespace to use
            host    VolumeDriver         text   --volume-driver|Optional volume driver for the container
            host    VolumesFrom          texts  --volumes-from|Mount volumes from the specified container(s)
            nowhere -                    texts  --blkio-weight-device|Accepted for scripts: concerns running only
            nowhere -                    texts  --device-read-bps|Accepted for scripts: concerns running only
            nowhere -                    texts  --device-read-iops|Accepted for scripts: concerns running only
            nowhere -                    texts  --device-write-bps|Accepted for scripts: concerns running only
            nowhere -                    texts  --device-write-iops|Accepted for scripts: concerns running only
            nowhere -                    texts  --gpus|Accepted for scripts: concerns running only
            nowhere -                    text   --ip|Accepted for scripts: concerns running only
            nowhere -                    text   --ip6|Accepted for scripts: concerns running only
            nowhere -                    text   --kernel-memory|Accepted for scripts: concerns running only
            nowhere -                    texts  --link-local-ip|Accepted for scripts: concerns running only
            nowhere -                    text   --mac-address|Accepted for scripts: concerns running only
            nowhere -                    texts  --net-alias --network-alias|Accepted for scripts: concerns running only
            nowhere -                    flag   --use-api-socket|Accepted for scripts: concerns running only
            """;

    private CreateFlags() {}

    static List<CreateFlag> all() {
        List<CreateFlag> flags = new ArrayList<>();
        for (String line : TABLE.split("\n")) {
            int bar = line.indexOf('|');
            String[] words = line.substring(0, bar).split("\\s+", 4);
            flags.add(
                    new CreateFlag(
                            Place.valueOf(words[0].toUpperCase(Locale.ROOT)),
                            words[1],
                            Kind.valueOf(words[2].toUpperCase(Locale.ROOT)),
                            words[3],
                            line.substring(bar + 1)));
        }
        return flags;
    }
}
