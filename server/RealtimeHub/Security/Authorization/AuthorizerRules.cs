using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;

namespace RealtimeHub.Security.Authorization;

/// <summary>Where the permissions name an authorizer, there has to be one.</summary>
internal sealed class AuthorizerRules(IServiceProviderIsService services) : IValidateOptions<RealtimeHubOptions>
{
    public ValidateOptionsResult Validate(string? name, RealtimeHubOptions options)
    {
        if (options.Webhook.Address is not null || services.IsService(typeof(ITopicAuthorizer))) return ValidateOptionsResult.Success;
        var problems = options.Namespaces.Select(entry => (Path: $"Namespaces:{entry.Key}", entry.Value.Permissions))
            .Append((Path: "DefaultNamespace", options.DefaultNamespace.Permissions))
            .Where(entry => Asks(entry.Permissions))
            .Select(entry => $"RealtimeHub:{entry.Path}:Permissions name Authorizer, and there is none: set RealtimeHub:Webhook:Address, or add an ITopicAuthorizer with AddTopicAuthorizer")
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static bool Asks(PermissionOptions permissions) =>
        new[] { permissions.Subscribe, permissions.Publish, permissions.History, permissions.Presence }.Any(who => who?.HasFlag(Who.Authorizer) == true);
}
