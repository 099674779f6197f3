package dev.varve.cli.shape;

import dev.varve.cli.template.StructType;

/// What `GET /containers/{id}/json` answers.
public final class ContainerShape {
    private static final String TYPES =
            """
            @container.InspectResponse
            ID=Id:s Created:s Path:s Args:[]s State:*container.State Image:s ResolvConfPath:s
            HostnamePath:s HostsPath:s LogPath:s Name:s RestartCount:i Driver:s Platform:s
            MountLabel:s ProcessLabel:s AppArmorProfile:s ExecIDs:[]s
            HostConfig:*container.HostConfig GraphDriver:storage.DriverData SizeRw?:*i
            SizeRootFs?:*i Mounts:[]container.MountPoint Config:*container.Config
            NetworkSettings:*container.NetworkSettings ImageManifestDescriptor?:a

            @container.State
            Status:s Running:b Paused:b Restarting:b OOMKilled:b Dead:b Pid:i ExitCode:i Error:s
            StartedAt:s FinishedAt:s Health?:*container.Health

            @container.Health
            Status:s FailingStreak:i Log:[]container.HealthcheckResult

            @container.HealthcheckResult
            Start:t End:t ExitCode:i Output:s

            @storage.DriverData
            Data:{}s Name:s

            @container.MountPoint
            Type?:s Name?:s Source:s Destination:s Driver?:s Mode:s RW:b Propagation:s

            @container.Config
            Hostname:s Domainname:s User:s AttachStdin:b AttachStdout:b AttachStderr:b
            ExposedPorts?:{}none Tty:b OpenStdin:b StdinOnce:b Env:[]s Cmd:[]s
            Healthcheck?:*spec.HealthcheckConfig ArgsEscaped?:b Image:s Volumes:{}none WorkingDir:s
            Entrypoint:[]s NetworkDisabled?:b MacAddress?:s OnBuild:[]s Labels:{}s StopSignal?:s
            StopTimeout?:*i Shell?:[]s

            @spec.HealthcheckConfig
            Test?:[]s Interval?:d Timeout?:d StartPeriod?:d StartInterval?:d Retries?:i

            @none

            @container.HostConfig
            Binds:[]s ContainerIDFile:s LogConfig:container.LogConfig NetworkMode:s
            PortBindings:{}[]nat.PortBinding RestartPolicy:container.RestartPolicy AutoRemove:b
            VolumeDriver:s VolumesFrom:[]s ConsoleSize:[]i Annotations?:{}s CapAdd:[]s CapDrop:[]s
            CgroupnsMode:s DNS=Dns:[]s DNSOptions=DnsOptions:[]s DNSSearch=DnsSearch:[]s
            ExtraHosts:[]s GroupAdd:[]s IpcMode:s Cgroup:s Links:[]s OomScoreAdj:i PidMode:s
            Privileged:b PublishAllPorts:b ReadonlyRootfs:b SecurityOpt:[]s StorageOpt?:{}s
            Tmpfs?:{}s UTSMode:s UsernsMode:s ShmSize:i Sysctls?:{}s Runtime?:s Isolation:s
            CPUShares=CpuShares:i Memory:i NanoCPUs=NanoCpus:i CgroupParent:s BlkioWeight:i
            BlkioWeightDevice:[]a BlkioDeviceReadBps:[]a BlkioDeviceWriteBps:[]a
            BlkioDeviceReadIOps:[]a BlkioDeviceWriteIOps:[]a CPUPeriod=CpuPeriod:i
            CPUQuota=CpuQuota:i CPURealtimePeriod=CpuRealtimePeriod:i
            CPURealtimeRuntime=CpuRealtimeRuntime:i CpusetCpus:s CpusetMems:s Devices:[]a
            DeviceCgroupRules:[]s DeviceRequests:[]a KernelMemory?:i KernelMemoryTCP?:i
            MemoryReservation:i MemorySwap:i MemorySwappiness:*i OomKillDisable:*b PidsLimit:*i
            Ulimits:[]a CPUCount=CpuCount:i CPUPercent=CpuPercent:i IOMaximumIOps:i
            IOMaximumBandwidth:i Mounts?:[]a MaskedPaths:[]s ReadonlyPaths:[]s Init?:*b

            @container.LogConfig
            Type:s Config:{}s

            @container.RestartPolicy
            Name:s MaximumRetryCount:i

            @nat.PortBinding
            HostIP=HostIp:s HostPort:s

            @container.NetworkSettings
            Bridge:s SandboxID:s SandboxKey:s Ports:{}[]nat.PortBinding HairpinMode:b
            LinkLocalIPv6Address:s LinkLocalIPv6PrefixLen:i SecondaryIPAddresses:[]a
            SecondaryIPv6Addresses:[]a EndpointID:s Gateway:s GlobalIPv6Address:s
            GlobalIPv6PrefixLen:i IPAddress:s IPPrefixLen:i IPv6Gateway:s MacAddress:s
            Networks:{}*network.EndpointSettings

            @network.EndpointSettings
            IPAMConfig:*network.EndpointIPAMConfig Links:[]s Aliases:[]s MacAddress:s DriverOpts:{}s
            GwPriority:i NetworkID:s EndpointID:s Gateway:s IPAddress:s IPPrefixLen:i IPv6Gateway:s
            GlobalIPv6Address:s GlobalIPv6PrefixLen:i DNSNames:[]s

            @network.EndpointIPAMConfig
            IPv4Address?:s IPv6Address?:s LinkLocalIPs?:[]s
            """;

    private ContainerShape() {}

    public static StructType type() {
        return StructType.of(TYPES, "container.InspectResponse");
    }
}
