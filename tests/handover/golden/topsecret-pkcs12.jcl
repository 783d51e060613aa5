//PWX1LOOK JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Look at the files before anything is added
//*
//* Shows what is in the data set; changes nothing.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS CHKCERT DCDSN(PWXSTC.PWX.MZOS1.CA1)
@@
//
//PWX2CA   JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Add the CA certificates of the other side
//*
//* Adds the CA certificate, so that certificates signed by it can be
//* validated.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS ADD(CERTAUTH) DIGICERT(PWXCA1) DCDSN(PWXSTC.PWX.MZOS1.CA1) +
  LABLCERT('Example PowerExchange CA') TRUST
@@
//
//PWX4RING JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Make the key ring and put everything on it
//*
//* Makes the key ring.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS ADD(PWXSTC) KEYRING(PZOS1) LABLRING(PWXRING)
@@
//* Puts the CA certificate on the ring: AT-TLS trusts what it signed.
//S002     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS ADD(PWXSTC) KEYRING(PZOS1) RINGDATA(CERTAUTH,PWXCA1) +
  USAGE(CERTAUTH)
@@
//* Puts the machine's certificate on the ring as the one to show
//* (PERSONAL) unless the policy names another (DEFAULT).
//S003     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS ADD(PWXSTC) KEYRING(PZOS1) RINGDATA(PWXSTC,PZOS1) USAGE(PERSONAL) +
  DEFAULT
@@
//
//PWX5ACC  JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Give the listener's user access to the ring
//*
//* Lets the listener's user open this one ring and use the private key
//* (class RDATALIB, ring-specific).
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS PERMIT(PWXSTC) RDATALIB(PWXSTC.PWXRING.LST) ACCESS(READ)
@@
//
//PWX6LIST JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Show the result, and send the listing back
//*
//* Proof: shows the ring with everything on it.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS LIST(PWXSTC) KEYRING(PZOS1) LABLRING(PWXRING)
@@
//* Proof: shows the certificate itself.
//S002     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS LIST(PWXSTC) DIGICERT(PZOS1)
@@
//* Proof: shows the certificate with its issuers.
//S003     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
TSS CHKCERT(PWXSTC) DIGICERT(PZOS1) CHAIN
@@
//
