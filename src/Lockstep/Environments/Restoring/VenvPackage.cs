using System.Text.Json.Nodes;
using Lockstep.Exec;
using Lockstep.Exec.Packages;
using Lockstep.Files;

namespace Lockstep.Environments.Restoring;

/// <summary>A package as it lies in an environment.</summary>
/// <param name="Name">In its normal spelling.</param>
/// <param name="Info">The folder with what its installer wrote down of it.</param>
internal sealed record VenvPackage(string Name, string Version, string Info)
{
    /// <summary>As the start-up module of a command names packages: by the folders of their facts, the first on the path before later ones.</summary>
    private const string Question = """
        import sys, os, json
        found = []
        for folder in sys.path:
            for entry in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
                stem, _, ending = entry.rpartition(".")
                if ending in ("dist-info", "egg-info"):
                    name, _, version = stem.partition("-")
                    found.append([name, version.partition("-py")[0], os.path.join(folder, entry)])
        print(json.dumps(found))
        """;

    public static Dictionary<string, VenvPackage> AllOf(string python, CancellationToken cancellation)
    {
        var installed = new Dictionary<string, VenvPackage>(StringComparer.Ordinal);
        if (ToolProcess.Run(python, ["-I", "-c", Question], told: null, cancellation) is not (0, var answer))
        {
            throw new LockstepException($"{python}: the Python of the new environment does not run.");
        }

        foreach (var item in (JsonNode.Parse(answer) as JsonArray ?? []).OfType<JsonArray>())
        {
            var package = new VenvPackage(PythonName.Normal((string)item[0]!), (string)item[1]!, (string)item[2]!);
            installed.TryAdd(package.Name, package);
        }

        return installed;
    }

    /// <summary>The digest of its own list of files, which the Environment lock has; null where there is none.</summary>
    public string? Digest => PackageFiles.DigestOf(Info);

    /// <summary>The first of its files that is not what its own list says; null where all are.</summary>
    public string? ChangedFile(CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(Info) ?? "/";
        foreach (var line in File.ReadLines(Path.Combine(Info, "RECORD")))
        {
            var start = line.LastIndexOf(",sha256=", StringComparison.Ordinal);
            if (start <= 0 || line.StartsWith("../", StringComparison.Ordinal))
            {
                continue;
            }

            var end = line.IndexOf(',', start + 1);
            var expected = line[(start + ",sha256=".Length)..(end < 0 ? line.Length : end)];
            var path = Path.Combine(folder, line[..start].Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal));
            if (!Presence.IsFile(path) || DigestOf(path, cancellation) != expected)
            {
                return path;
            }
        }

        return null;
    }

    private static string DigestOf(string path, CancellationToken cancellation) =>
        Convert.ToBase64String(Convert.FromHexString(Sha256.OfFile(path, cancellation).Digest)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
