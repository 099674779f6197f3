package dev.varve.cli.shape;

import dev.varve.cli.template.StructType;

/// What `GET /images/{name}/json` answers.
public final class ImageShape {
    private static final String TYPES =
            """
            @image.InspectResponse
            ID=Id:s RepoTags:[]s RepoDigests:[]s Parent:s Comment:s Created?:s Container?:s
            ContainerConfig?:*a DockerVersion:s Author:s Config:*spec.DockerOCIImageConfig
            Architecture:s Variant?:s Os:s OsVersion?:s Size:i VirtualSize?:i
            GraphDriver:storage.DriverData RootFS:image.RootFS Metadata:image.Metadata
            Descriptor?:*v1.Descriptor Manifests?:[]image.ManifestSummary

            @spec.DockerOCIImageConfig
            User?:s ExposedPorts?:{}none Env?:[]s Entrypoint?:[]s Cmd?:[]s Volumes?:{}none WorkingDir?:s
            Labels?:{}s StopSignal?:s ArgsEscaped?:b Healthcheck?:*spec.HealthcheckConfig
            OnBuild?:[]s Shell?:[]s

            @spec.HealthcheckConfig
            Test?:[]s Interval?:d Timeout?:d StartPeriod?:d StartInterval?:d Retries?:i

            @storage.DriverData
            Data:{}s Name:s

            @image.RootFS
            Type?:s Layers?:[]s

            @image.Metadata
            LastTagTime:t

            @none

            @v1.Descriptor
            MediaType=mediaType:s Digest=digest:s Size=size:i URLs=urls?:[]s
            Annotations=annotations?:{}s Data=data?:a Platform=platform?:*v1.Platform
            ArtifactType=artifactType?:s

            @v1.Platform
            Architecture=architecture:s OS=os:s OSVersion=os.version?:s OSFeatures=os.features?:[]s
            Variant=variant?:s

            @image.ManifestSummary
            ID:s Descriptor:v1.Descriptor Available:b Size:a Kind:s ImageData?:a AttestationData?:a
            """;

    private ImageShape() {}

    public static StructType type() {
        return StructType.of(TYPES, "image.InspectResponse");
    }
}
