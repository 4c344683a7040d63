using System.Text.Json.Nodes;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Contents;

/// <summary>Files that PyTorch, NumPy, joblib and pickle wrote, once for all tests, and what they say is in them.</summary>
public sealed class PythonFiles : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();

    public JsonObject Told { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        if (File.Exists("/usr/lib/python3/dist-packages/torch/__init__.py"))
        {
            Told = JsonNode.Parse(await Python.RunAsync(folder.FullPath, Repository.PathOf("test/fixtures/exec/contents/make.py"))) as JsonObject ?? [];
        }
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    public string PathOf(string name)
    {
        Assert.SkipUnless(Told.Count > 0, "needs PyTorch (apt-get install python3-torch)");
        return folder.PathOf(name);
    }

    public IEnumerable<string> All()
    {
        Assert.SkipUnless(Told.Count > 0, "needs PyTorch (apt-get install python3-torch)");
        return Directory.EnumerateFiles(folder.FullPath).Order(StringComparer.Ordinal);
    }
}
