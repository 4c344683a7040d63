using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace Lockstep.Cli.Frame;

/// <summary>Help that opens with a command's examples, and then lists arguments and options.</summary>
internal sealed class ExamplesFirstHelp : SynchronousCommandLineAction
{
    private static readonly ConditionalWeakTable<Command, string> Texts = [];
    private readonly HelpAction rest = new();

    /// <summary>Help is given also where an argument is missing.</summary>
    public override bool ClearsParseErrors => true;

    public static void Add(Command command, string text) => Texts.Add(command, text);

    public override int Invoke(ParseResult parseResult)
    {
        if (Texts.TryGetValue(parseResult.CommandResult.Command, out var text))
        {
            Stdout.Out.WriteLine(text);
            Stdout.Out.WriteLine();
        }

        if (Stdout.AreTaken)
        {
            rest.MaxWidth = int.MaxValue;
        }

        return rest.Invoke(parseResult);
    }
}
