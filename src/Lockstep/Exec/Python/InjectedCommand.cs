namespace Lockstep.Exec.Python;

/// <summary>A command, made so that its Pythons are reached.</summary>
/// <param name="Arguments">What is to be run; as given, unless it had to be rewritten.</param>
/// <param name="Environment">How its environment differs; null removes a variable.</param>
/// <param name="Variables">Those of it on which results may depend, each with its reason.</param>
/// <param name="Kind">What the command is, as far as that can be told without running it.</param>
/// <param name="Notices">What a person should know before it runs, in whole sentences.</param>
internal sealed record InjectedCommand(
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string?> Environment,
    IReadOnlyList<InjectedVariable> Variables,
    CommandKind Kind,
    IReadOnlyList<string> Notices);
