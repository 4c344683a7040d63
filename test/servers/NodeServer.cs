using System.Diagnostics;

namespace Lockstep.Tests.Servers;

/// <summary>
/// A server of <c>test/servers</c> in a process of its own on the loopback interface: started with the first test that needs it, ended with the
/// fixture, and with this process whatever happens to it.
/// </summary>
public abstract class NodeServer(string program) : IAsyncLifetime
{
    private const string Announcement = "http://127.0.0.1:";

    private Process? process;

    /// <summary>Its address without a slash at the end.</summary>
    public string Url { get; private set; } = "";

    /// <summary>Why it can't run here; null where it runs.</summary>
    public string? Absent { get; private set; }

    private static string Folder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Lockstep.slnx")))
            {
                folder = folder.Parent;
            }

            return Path.Combine(folder?.FullName
                ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Lockstep.slnx."), "test", "servers");
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            Absent = "needs the packages of test/servers: run 'npm ci' there";
            return;
        }

        try
        {
            process = Process.Start(
                new ProcessStartInfo("node", [program]) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Absent = "needs Node.js: install nodejs";
            return;
        }

        // Its standard input is this process's: the server ends when that does.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (process is not null && await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            var start = line.IndexOf(Announcement, StringComparison.Ordinal);
            if (start >= 0)
            {
                Url = line[start..].Trim();
                await StartedAsync();
                return;
            }
        }

        throw new InvalidOperationException($"'node {program}' in {Folder} ended without saying its address.");
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Makes what tests need to be there.</summary>
    protected abstract Task StartedAsync();
}
