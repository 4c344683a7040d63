using System.Text.Json.Nodes;

namespace Lockstep.Environments;

/// <summary>
/// The processor, as far as it picks kernels: model, vector instructions and cache sizes, by which oneDNN and MKL choose
/// how to block and so in which order to add.
/// </summary>
public static class Processor
{
    private static readonly string[] ArithmeticFlags = ["amx", "avx", "f16c", "fma", "sse4"];
    private static readonly string[] Identifying = ["vendor_id", "cpu family", "model", "model name"];

    /// <param name="capability">The instruction set that a library says it uses; null where none was asked.</param>
    public static JsonObject Describe(string? capability)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines("/proc/cpuinfo").TakeWhile(line => line.Length > 0))
        {
            if (line.Split(':', 2, StringSplitOptions.TrimEntries) is [var name, var value])
            {
                facts.TryAdd(name, value);
            }
        }

        var flags = facts.GetValueOrDefault("flags", "")
            .Split(' ').Where(flag => ArithmeticFlags.Any(prefix => flag.StartsWith(prefix, StringComparison.Ordinal))).Order(StringComparer.Ordinal);
        var processor = new JsonObject { ["model"] = string.Join(" / ", Identifying.Where(facts.ContainsKey).Select(name => facts[name])) };
        if (capability is not null)
        {
            processor["instructionSetInUse"] = capability;
        }

        processor["vectorInstructions"] = string.Join(' ', flags);
        processor["caches"] = string.Join(' ', Caches());
        return processor;
    }

    private static IEnumerable<string> Caches()
    {
        const string Folder = "/sys/devices/system/cpu/cpu0/cache";
        string[] indices = Directory.Exists(Folder) ? Directory.GetDirectories(Folder, "index*") : [];
        foreach (var index in indices.Order(StringComparer.Ordinal))
        {
            string Read(string file) => File.ReadAllText(Path.Combine(index, file)).Trim();
            yield return $"L{Read("level")}{Read("type")[..1].ToLowerInvariant()}:{Read("size")}";
        }
    }
}
