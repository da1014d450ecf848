using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Security.Authorization;
using RealtimeHub.Sources;

namespace RealtimeHub.Hosting;

/// <summary>Adds to a RealtimeHub what an application brings of its own.</summary>
public sealed class RealtimeHubBuilder
{
    private readonly IConfiguration _configuration;
    private readonly HashSet<string> _bound = new(StringComparer.OrdinalIgnoreCase);

    internal RealtimeHubBuilder(IServiceCollection services, IConfiguration configuration) =>
        (Services, _configuration) = (services, configuration);

    /// <summary>The services of the application.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a background producer. The server runs one of it, supervised, for as long as the application runs.</summary>
    /// <typeparam name="TSource">The source. Its constructor may ask for any service.</typeparam>
    public RealtimeHubBuilder AddSource<TSource>()
        where TSource : class, IEventSource
    {
        Services.AddEventSource<TSource>();
        return this;
    }

    /// <summary>
    /// Lets code of the application decide about topics, for the namespaces whose <c>Permissions</c> name <c>Authorizer</c>. It takes the place of the webhook.
    /// </summary>
    /// <typeparam name="TAuthorizer">The authorizer. There is one for the whole application; its constructor may ask for any service.</typeparam>
    public RealtimeHubBuilder AddTopicAuthorizer<TAuthorizer>()
        where TAuthorizer : class, ITopicAuthorizer
    {
        Services.AddSingleton<ITopicAuthorizer, TAuthorizer>();
        return this;
    }

    /// <summary>Binds options to <c>RealtimeHub:{section}</c>, and checks them when the application starts, together with all others.</summary>
    /// <typeparam name="TOptions">The options class; its data annotations are the limits.</typeparam>
    /// <param name="section">The name below <c>RealtimeHub</c>, such as <c>Sources:Mine</c>.</param>
    /// <param name="name">The name of the options instance; by default the unnamed one.</param>
    public RealtimeHubBuilder AddOptions<TOptions>(string section, string? name = null)
        where TOptions : class
    {
        Bind<TOptions>(name ?? Options.DefaultName, $"{RealtimeHubOptions.Section}:{section}");
        return this;
    }

    internal void Bind<TOptions>(string name, string path)
        where TOptions : class
    {
        _bound.Add(path);

        // Made when the application starts: by then everybody has said which sections are theirs.
        var configured = new Lazy<ConfiguredOptions<TOptions>>(() => new(name, _configuration.GetSection(path), [.. BoundBelow(path)]));
        Services.AddSingleton<IConfigureOptions<TOptions>>(_ => configured.Value);
        Services.AddSingleton<IValidateOptions<TOptions>>(_ => configured.Value);
        Services.AddOptions<TOptions>(name).ValidateOnStart();
    }

    /// <summary>The paths below a section that belong to other options.</summary>
    private IEnumerable<string> BoundBelow(string path) =>
        _bound
            .Where(other => other.StartsWith(path + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase))
            .Select(other => other[(path.Length + 1)..]);

    /// <summary>
    /// Refuses to start outside Development when nobody could connect, or with a key that stands in examples. For servers that rely on keys and tokens; an application with
    /// an authentication of its own does not need it.
    /// </summary>
    public RealtimeHubBuilder RequireWayIn()
    {
        Services.AddSingleton<IValidateOptions<RealtimeHubOptions>, ProductionRules>();
        return this;
    }
}
