using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Ledgers.Commands;

namespace Lockstep.Tests.Exec.Streams;

/// <summary>Writes a process's stream as the injected module does.</summary>
internal sealed class SyntheticStream : IDisposable
{
    private readonly FileStream file;

    public SyntheticStream(string folder, int pid, long started)
    {
        Directory.CreateDirectory(folder);
        file = new FileStream(Path.Combine(folder, $"{pid}-{started}.stream"), FileMode.Append, FileAccess.Write);
    }

    public string Name => Path.GetFileName(file.Name);

    /// <summary>One that begins with what it says of its process.</summary>
    public static SyntheticStream Of(
        string folder,
        int pid,
        long started,
        string script = "train.py",
        int? rank = null,
        int parent = 1,
        string start = "script",
        string? forkedFrom = null,
        string[]? arguments = null)
    {
        var stream = new SyntheticStream(folder, pid, started);
        stream.Tell(new JsonObject
        {
            ["event"] = "process",
            ["pid"] = pid,
            ["ppid"] = parent,
            ["argv"] = new JsonArray([.. (arguments ?? [$"/home/a/{script}"]).Select(argument => JsonValue.Create(argument))]),
            ["python"] = "3.11.2",
            ["executable"] = "/usr/bin/python3",
            ["prefix"] = "/usr",
            ["rank"] = rank?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["world"] = null,
            ["parent_stream"] = forkedFrom,
            ["start"] = start,
            ["name"] = $"/home/a/{script}",
        });
        return stream;
    }

    public SyntheticStream Tell(JsonObject told) => Append(RecordKind.Event, Encoding.UTF8.GetBytes(told.ToJsonString()));

    public SyntheticStream Tell(string json) => Append(RecordKind.Event, Encoding.UTF8.GetBytes(json));

    public SyntheticStream Optimizer(uint number = 0, string name = "torch.optim.sgd.SGD", string[]? parameters = null, string[]? buffers = null) =>
        Tell(
            new JsonObject
            {
                ["event"] = "optimizer",
                ["number"] = number,
                ["class"] = name,
                ["parameters"] = new JsonArray([
                    .. (parameters ?? ["conv.weight", "fc.weight", "fc.bias"]).Select(parameter => new JsonObject
                    {
                        ["name"] = parameter,
                        ["shape"] = new JsonArray(4, 3),
                        ["dtype"] = "torch.float32",
                        ["numel"] = 12,
                    }),
                ]),
                ["buffers"] = new JsonArray([.. (buffers ?? ["bn.running_mean"]).Select(name => JsonValue.Create(name))]),
            });

    public SyntheticStream Step(SyntheticStep step) => Append(RecordKind.Step, step.Body());

    public SyntheticStream Output(string name, uint count, uint digest)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        return Append(
            RecordKind.Output,
            [.. BitConverter.GetBytes((ushort)bytes.Length), .. bytes, .. BitConverter.GetBytes(count), .. BitConverter.GetBytes(digest)]);
    }

    public SyntheticStream Append(RecordKind kind, byte[] body)
    {
        file.Write([.. BitConverter.GetBytes((uint)body.Length + 1), (byte)kind, .. body]);
        return this;
    }

    /// <summary>Bytes as they are, to harm it.</summary>
    public SyntheticStream Raw(params byte[] bytes)
    {
        file.Write(bytes);
        return this;
    }

    public void Dispose() => file.Dispose();
}
