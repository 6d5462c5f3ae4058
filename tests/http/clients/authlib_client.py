"""A site of Flask's that signs its visitors in with Authlib.

It prints where the visitor is to be sent, reads where they came back to, and prints who they are.
"""

import json
import sys
from urllib.parse import urlsplit

from authlib.integrations.flask_client import OAuth
from flask import Flask, jsonify

issuer, client_id, client_secret, redirect_uri = sys.argv[1:]
app = Flask(__name__)
app.secret_key = "of the tests"
wechat = OAuth(app).register(
    "wechat",
    client_id=client_id,
    client_secret=client_secret,
    server_metadata_url=f"{issuer}/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
)


@app.get("/login")
def login():
    return wechat.authorize_redirect(redirect_uri)


@app.get("/callback")
def callback():
    token = wechat.authorize_access_token()
    return jsonify(claims=token["userinfo"], userinfo=wechat.userinfo(token=token))


# What goes wrong is to come here, and not to become a page with status 500.
app.testing = True
browser = app.test_client()
print(browser.get("/login").location, flush=True)
try:
    print(json.dumps(browser.get(f"/callback?{urlsplit(input()).query}").json))
except Exception as error:
    print(json.dumps({"refused": f"{type(error).__name__}: {error}"}))
    sys.exit(1)
