using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Lockstep.Cli.Frame;

/// <summary>Where words go: results to stdout, messages to stderr; with <c>--json</c> stdout holds one JSON object on one line and nothing else.</summary>
internal sealed class Terminal(bool json, bool quiet, bool noColor, bool verbose = false, bool events = false)
{
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int Red = 91; // of the 16 that every terminal has
    private const int Yellow = 93;

    /// <summary>Made when it is needed: what draws takes longer to load than a short command runs.</summary>
    private IAnsiConsole? errors;

    /// <summary>Whether a display that moves may be drawn.</summary>
    public bool IsLive => !quiet && !events && IsTerminal;

    /// <summary>For a display that moves; it draws on stderr.</summary>
    public IAnsiConsole Live => errors ??= AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        ColorSystem = WantsNoColor ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
    });

    private static bool IsTerminal => !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    private bool WantsNoColor => noColor || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };

    private bool HasColors => IsTerminal && !WantsNoColor;

    public bool WantsJson => json;

    /// <summary>The options by which another process says things in the same way.</summary>
    public IReadOnlyList<string> Options =>
        [.. new[] { json ? "--json" : null, quiet ? "--quiet" : null, verbose ? "--verbose" : null, noColor ? "--no-color" : null }.OfType<string>()];

    /// <summary>Whether figures are wanted in every digit, and distances in units in the last place.</summary>
    public bool IsVerbose => verbose;

    /// <summary>Whether what happens is to be told as it happens, with <see cref="Event"/>.</summary>
    public bool WantsEvents => events;

    /// <summary>The same with events on stdout in place of words.</summary>
    public Terminal WithEvents() => new(json, quiet, noColor, verbose, events: true);

    /// <summary>Something that happened, for a machine that follows.</summary>
    public void Event(JsonObject what)
    {
        if (events)
        {
            Stdout.Out.WriteLine(what.ToJsonString(OneLine));
            Stdout.Out.Flush();
        }
    }

    /// <summary>A part of the answer.</summary>
    public void Result(string line)
    {
        if (!json && !events)
        {
            Stdout.Out.WriteLine(PlainText.Of(line));
        }
    }

    /// <summary>The answer for a machine.</summary>
    public void Json(JsonNode answer)
    {
        if (json)
        {
            Stdout.Out.WriteLine(answer.ToJsonString(OneLine));
        }
    }

    /// <summary>A part of the answer where stdout is not the answer's, but a command's or a patch's: on stderr.</summary>
    public void ResultBeside(string line)
    {
        if (!quiet || !json)
        {
            Console.Error.WriteLine(PlainText.Of(line));
        }
    }

    /// <summary>Progress, a note or advice: what the answer is whole without; silent with <c>--quiet</c>.</summary>
    public void Message(string line)
    {
        if (!quiet)
        {
            Console.Error.WriteLine(PlainText.Of(line));
        }
    }

    public void Warning(string line) => Marked("warning", Yellow, line);

    public void Error(string line) => Marked("error", Red, line);

    private void Marked(string word, int color, string line)
    {
        var mark = HasColors ? $"\u001b[{color}m{word}:\u001b[0m" : $"{word}:";
        Console.Error.WriteLine($"{mark} {PlainText.Of(line)}");
    }
}
