using System.Text;
using Lockstep.Exec.Processes;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Exec.Processes;

/// <summary>Runs commands in a folder of its own, and has what they print.</summary>
internal sealed class Trial : IDisposable
{
    public TemporaryFolder Folder { get; } = new();

    public MemoryStream Output { get; } = new();

    public MemoryStream Errors { get; } = new();

    public string Printed => Encoding.UTF8.GetString(Output.ToArray());

    public string Kept => File.ReadAllText(Folder.PathOf("output.txt"));

    public CommandStart Start(params string[] arguments) => new()
    {
        Arguments = arguments,
        Folder = Folder.FullPath,
        OutputFile = Folder.PathOf("output.txt"),
        Output = Output,
        Errors = Errors,
        Input = -1,
        Patience = TimeSpan.FromSeconds(2),
    };

    public CommandEnd Run(params string[] arguments) => Run(Start(arguments));

    public CommandEnd Shell(string script) => Run("/bin/sh", "-c", script);

    public static CommandEnd Run(CommandStart start) => CommandProcess.Run(start, TestContext.Current.CancellationToken);

    public void Dispose() => Folder.Dispose();
}
