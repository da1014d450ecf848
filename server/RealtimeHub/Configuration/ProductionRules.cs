using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RealtimeHub.Configuration;

/// <summary>What must not be missing, or taken from an example, anywhere but in Development.</summary>
internal sealed class ProductionRules(IHostEnvironment environment) : IValidateOptions<RealtimeHubOptions>
{
    public ValidateOptionsResult Validate(string? name, RealtimeHubOptions options)
    {
        if (environment.IsDevelopment()) return ValidateOptionsResult.Success;
        List<string> problems = [.. ProblemsOf(options)];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> ProblemsOf(RealtimeHubOptions options)
    {
        var access = options.Access;
        if (access.ApiKeys.Count == 0 && access.Keys.Count == 0 && !options.Tokens.IsOn && !access.AnonymousSubscribers)
        {
            yield return "nobody could connect or publish: set a key (RealtimeHub:Access:Keys:<name>, or RealtimeHub:Access:ApiKeys:0 with 16 characters or more; "
                + "'npm run token -- --key' makes one), tokens (RealtimeHub:Tokens), or let everybody read (RealtimeHub:Access:AnonymousSubscribers=true)";
        }

        // The key itself is not repeated: the message may end in a log.
        for (var i = 0; i < access.ApiKeys.Count; i++)
        {
            if (SampleSecrets.Looks(access.ApiKeys[i])) yield return $"RealtimeHub:Access:ApiKeys:{i} is a sample: use one that nobody can guess; 'npm run token -- --key' makes one";
        }
    }
}
