using System.Text.Json.Nodes;
using Lockstep.Files;

namespace Lockstep.Exec.Streams;

/// <summary>Collects the files that the processes say they opened, and the addresses: each once, with who was the first.</summary>
internal sealed class OpenedBook
{
    /// <summary>A data set has as many files; one of more is not told of in full.</summary>
    public const int MostFiles = 200_000;

    private readonly Dictionary<string, StreamOpened> read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StreamOpened> written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StreamOpened> addresses = new(StringComparer.Ordinal);

    public IReadOnlyList<StreamOpened> Files => [.. read.Values.Concat(written.Values).OrderBy(file => file.Path, StringComparer.Ordinal)];

    public IReadOnlyList<StreamOpened> Addresses => [.. addresses.Values.OrderBy(address => address.Path, StringComparer.Ordinal)];

    /// <summary>Those beyond the limit.</summary>
    public long LeftOut { get; private set; }

    /// <returns>Whether it was of this type.</returns>
    public bool Add(string type, string process, JsonObject body)
    {
        if (type is not ("opened" or "connected"))
        {
            return false;
        }

        if (LooseJson.Text(body, type == "opened" ? "path" : "address") is not { Length: > 0 } path)
        {
            return true;
        }

        var opened = new StreamOpened(path, LooseJson.Flag(body, "writes") ?? false, process, LooseJson.Text(body, "file"), LooseJson.Number(body, "line"));
        var book = type == "connected" ? addresses : opened.Writes ? written : read;
        if (read.Count + written.Count + addresses.Count < MostFiles)
        {
            book.TryAdd(path, opened);
        }
        else if (!book.ContainsKey(path))
        {
            LeftOut++;
        }

        return true;
    }
}
