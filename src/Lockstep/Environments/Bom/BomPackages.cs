using System.Text.Json.Nodes;
using Lockstep.Exec.Packages;
using Lockstep.Locks;
using Lockstep.Runs;

namespace Lockstep.Environments.Bom;

/// <summary>What a run was made with, as components: packages, native libraries, runtimes, the system.</summary>
internal static class BomPackages
{
    public static IEnumerable<JsonObject> Of(RunFolder run, RecordedEnvironment environment)
    {
        var software = new RecordedSoftware(environment.Lock);
        var distribution = Distribution.Of(software.System);
        return
        [
            .. Runtimes(environment, software, distribution),
            .. Python(run, software),
            .. software.RPackages.Select(package =>
                BomComponent.Of("library", package.Key, package.Value, BomComponent.Address("cran", null, package.Key, package.Value))),
            .. software.NuGetPackages.Select(package => NuGet(package.Key, package.Value)),
            .. System(run, distribution),
            .. Conda(run),
            .. software.Libraries.Select(library =>
                BomComponent.Of("file", library.Key, version: null, reference: $"file:{library.Key}").WithHash(library.Value)),
        ];
    }

    private static IEnumerable<JsonObject> Runtimes(RecordedEnvironment environment, RecordedSoftware software, Distribution? distribution)
    {
        if (software.System is { } system)
        {
            yield return BomComponent.Of("operating-system", distribution?.Id ?? system, distribution?.Version, reference: "system")
                .With("name", system).With("libc", software.LibcVersion);
        }

        if (environment.Processor is { } processor)
        {
            yield return BomComponent.Of("device", processor, version: null, reference: "processor");
        }

        if (software.Gpu.GetValueOrDefault("name") is { } card)
        {
            yield return BomComponent.Of("device", card, version: null, reference: "gpu");
            yield return BomComponent.Of("device-driver", "nvidia", software.Gpu.GetValueOrDefault("driver"), reference: "gpu-driver")
                .With("cuda", software.Gpu.GetValueOrDefault("cuda")).With("cuDnn", software.Gpu.GetValueOrDefault("cuDnn"));
        }

        if (LockstepBuild.Of(environment.Lock) is { } build)
        {
            yield return BomComponent.Of("application", "lockstep", build.Version, BomComponent.Address("generic", null, "lockstep", build.Version))
                .With("commit", build.Commit);
        }

        if (software.Runtime?.Split(' ') is [".NET", var dotnet])
        {
            yield return BomComponent.Of("platform", "dotnet-runtime", dotnet, BomComponent.Address("generic", null, "dotnet-runtime", dotnet));
        }

        if (software.Sdk is { } sdk)
        {
            yield return BomComponent.Of("platform", "dotnet-sdk", sdk, BomComponent.Address("generic", null, "dotnet-sdk", sdk));
        }

        if (software.PythonVersion is { } python)
        {
            yield return BomComponent.Of("platform", "python", python, BomComponent.Address("generic", null, "python", python));
        }

        if (software.RVersion is { } r)
        {
            yield return BomComponent.Of("platform", "r", r, BomComponent.Address("generic", null, "r", r));
        }

        foreach (var (name, version) in ((string, string?)[])[("TorchSharp", software.TorchSharpVersion), ("libtorch", software.LibtorchVersion)])
        {
            if (version is not null && !software.NuGetPackages.ContainsKey($"{name}/{version}"))
            {
                yield return BomComponent.Of(
                    "library", name, version, BomComponent.Address(name == "TorchSharp" ? "nuget" : "generic", null, name, version));
            }
        }

        if (software.ImageDecoder is var (decoder, number, digest))
        {
            yield return BomComponent.Of("library", $"{decoder} native", number, reference: "image-decoder").WithHash(digest);
        }
    }

    /// <summary>Those that were imported, and those that the run's list has besides.</summary>
    private static IEnumerable<JsonObject> Python(RunFolder run, RecordedSoftware software)
    {
        var list = run.ReadPackages(run.RequirementsPath) is { } text ? RequirementsFile.Parse(text) : null;
        var digests = PythonName.ByNormal(software.PythonDigests);
        var packages = new SortedDictionary<string, PinnedPackage>(StringComparer.Ordinal);
        foreach (var package in list is null ? [] : list.Packages.Concat(list.WithVenv))
        {
            packages[package.Name] = package;
        }

        foreach (var (name, version) in software.PythonPackages)
        {
            packages.TryAdd(PythonName.Normal(name), new PinnedPackage(PythonName.Normal(name), version, []));
        }

        foreach (var package in packages.Values)
        {
            var component = BomComponent.Of(
                "library", package.Name, package.Version, BomComponent.Address("pypi", null, package.Name, package.Version));
            if (package.Hashes.Count == 1)
            {
                component.WithHash(package.Hashes[0]);
            }

            foreach (var hash in package.Hashes.Skip(1).Any() ? package.Hashes : [])
            {
                component.With("archiveSha256", hash); // one of these it was
            }

            yield return component.With("filesSha256", digests.GetValueOrDefault(package.Name));
        }
    }

    /// <param name="hash">As NuGet writes it: <c>sha512-</c> and Base64.</param>
    private static JsonObject NuGet(string package, string hash)
    {
        var (name, version) = package.Split('/', 2) is [var first, var second] ? (first, second) : (package, "");
        var bytes = new byte[64];
        var isHash = hash.StartsWith("sha512-", StringComparison.Ordinal)
            && Convert.TryFromBase64String(hash["sha512-".Length..], bytes, out var count) && count == bytes.Length;
        return BomComponent.Of("library", name, version, BomComponent.Address("nuget", null, name, version))
            .WithHash(isHash ? Convert.ToHexStringLower(bytes) : null, "SHA-512");
    }

    private static IEnumerable<JsonObject> System(RunFolder run, Distribution? distribution)
    {
        foreach (var (name, version) in PackageList.System(run))
        {
            var qualifiers = distribution is null ? "" : $"distro={distribution.Id}-{distribution.Version}";
            yield return BomComponent.Of("library", name, version, BomComponent.Address("deb", distribution?.Id ?? "debian", name, version, qualifiers));
        }
    }

    private static IEnumerable<JsonObject> Conda(RunFolder run)
    {
        foreach (var line in PackageList.Lines(run.ReadPackages(run.CondaPackagesPath)).Where(line => line != "@EXPLICIT"))
        {
            var (address, digest) = line.Split('#', 2) is [var first, var second] ? (first, second) : (line, "");
            var file = address[(address.LastIndexOf('/') + 1)..];
            var stem = file.Replace(".tar.bz2", "", StringComparison.Ordinal).Replace(".conda", "", StringComparison.Ordinal).Split('-');
            if (stem.Length >= 3)
            {
                var component = BomComponent.Of(
                    "library", string.Join('-', stem[..^2]), stem[^2],
                    BomComponent.Address("conda", null, string.Join('-', stem[..^2]), stem[^2], $"build={Uri.EscapeDataString(stem[^1])}"));
                yield return digest.StartsWith("sha256:", StringComparison.Ordinal) ? component.WithHash(digest["sha256:".Length..])
                    : component.WithHash(digest, "MD5");
            }
        }
    }
}
