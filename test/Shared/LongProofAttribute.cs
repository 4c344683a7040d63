using System.Runtime.CompilerServices;

namespace Lockstep.Tests.Shared;

/// <summary>A proof that takes more time, or more of a machine, than each run of the tests has: it is run where a variable of the environment is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongProofAttribute : FactAttribute
{
    /// <param name="variable">As docs/testing.md names it.</param>
    public LongProofAttribute(string variable, [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        Variable = variable;
        Explicit = string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
    }

    public string Variable { get; }
}
